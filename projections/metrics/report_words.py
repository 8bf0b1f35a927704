"""What the weekly report says, in its languages."""

from typing import Literal

Language = Literal["en", "zh"]

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Talent pool, week to {day}",
        "activity-rate": "Activity: did something within 6 months",
        "coverage": "Kept up with: touched within a year",
        "conversion": "Conversion, over a year",
        "weekly-funnel": "Who came in, and how far they have come",
        "tags": "What the pool is known for",
        "stages": "Where applications are lost",
        "problems": "Stages that half or more do not pass",
        "no-problems": "No stage loses half of its applications.",
        "advice": "What to do",
        "no-advice": "No segment of 10 people or more calls for anything.",
        "interviewed-not-joining": "Interviewed, and not joining: does the pay not match? State its range.",
        "joining-well": "Joins well: bring in more of them, by a forum on their subject, say.",
        "active-not-joining": "Active, and not joining: make clearer in the job description what is paid.",
        "evidence": "{people} people: {active} active, {interviewed} interviewed, {hired} hired",
        "lost": "{stage}: {passed} of {reached} passed",
        "from": "Events 1 to {position}, as of {as_of}; root {root}; definitions {definitions}; {engine}",
        "none": "nothing",
    },
    "zh": {
        "title": "人才库周报，截至 {day}",
        "activity-rate": "活跃度：近 6 个月有互动",
        "coverage": "覆盖：近一年联系过",
        "conversion": "转化，近一年",
        "weekly-funnel": "每周入库与后续进展",
        "tags": "标签分布",
        "stages": "应聘在哪里流失",
        "problems": "通过率不足一半的环节",
        "no-problems": "没有流失过半的环节。",
        "advice": "建议",
        "no-advice": "没有 10 人以上的人群需要处理。",
        "interviewed-not-joining": "面试多而入职少：是否薪资不匹配？请在职位描述中写明薪资范围。",
        "joining-well": "入职转化好：多收集这类人才，例如参加同类主题论坛。",
        "active-not-joining": "活跃而入职少：请完善职位描述中的薪资说明。",
        "evidence": "{people} 人：活跃 {active}，面试 {interviewed}，入职 {hired}",
        "lost": "{stage}：{reached} 份中通过 {passed} 份",
        "from": "事件 1 至 {position}，截至 {as_of}；根 {root}；定义版本 {definitions}；{engine}",
        "none": "暂无",
    },
}
