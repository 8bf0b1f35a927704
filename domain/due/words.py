"""Words that messages which go by themselves are filled with, in the person's language: Chinese, else English."""

from domain.composing import language_of
from domain.dossier import Dossier

WORDS: dict[str, tuple[str, str]] = {
    "spring-festival": ("Spring Festival", "春节"),
    "lunar-new-year": ("Lunar New Year", "农历新年"),
    "mid-autumn": ("Mid-Autumn Festival", "中秋节"),
    "new-year": ("New Year", "新年"),
    "received": ("a recruiter reads your application", "招聘负责人审阅您的申请"),
    "a-week": ("a week", "一周"),
    "screening": (
        "the screening of your application, which takes longer than we thought",
        "简历筛选（耗时比预期稍长）",
    ),
    "interview": ("an interview", "面试"),
    "assessment": (
        "the assessment of your interview, which takes longer than we thought",
        "面试评估（耗时比预期稍长）",
    ),
    "wait": ("There is nothing that you have to do; we come back to you.", "您无需任何操作，我们会与您联系。"),
    "arrange": ("We are about to suggest a date to you.", "我们即将与您约定时间。"),
}


def in_words(person: Dossier, code: str) -> str:
    english, chinese = WORDS[code]
    return chinese if (language_of(person, None) or "en").startswith("zh") else english
