"""Which heading means which field, in English and Chinese: the table that `--map COLUMN=field` adds to.

Case, spaces, dashes, underscores, numbers at the end (`Phone 2`) and remarks in brackets do not matter.
"""

from functools import lru_cache

from ledger.intake.normalise.spellings import by_heading, spellings, words
from ledger.intake.normalise.text import HAN, heading_key

PEOPLE: dict[str, str] = spellings("""
id: id, candidate id, applicant id, person id, external id, source id, unique id, uid, employee id,
    record id, rec id, 编号, 候选人编号, 候选人id, 人才编号, 简历编号, 员工编号, 工号, 应聘编号
name: name, full name, candidate name, candidate, applicant, contact name, display name, 姓名, 名字,
    候选人, 候选人姓名, 中文名, 中文姓名, 人选姓名
family_name: family name, last name, surname, family, 姓, 姓氏
given_name: given name, first name, forename, given, 名
other_name: other name, nickname, nick name, former name, english name, preferred name, alias,
    maiden name, 英文名, 曾用名, 别名, 昵称
email: email, e-mail, mail, email address, e-mail address, personal email, work email, private email,
    邮箱, 电子邮箱, 电子邮件, 邮件, 邮箱地址, 个人邮箱, 工作邮箱, 联系邮箱
phone: phone, phone number, mobile, mobile number, mobile phone, cell, cell phone, cellphone, telephone,
    tel, tel no, contact number, home phone, work phone, 手机, 手机号, 手机号码, 电话, 电话号码,
    联系电话, 联系方式, 移动电话, 座机
wechat: wechat, wechat id, weixin, 微信, 微信号
other_contact: qq, qq号, skype, telegram, whatsapp, line, 钉钉, 飞书, 脉脉
url: url, website, web site, homepage, home page, blog, portfolio, profile url, linkedin, linkedin url,
    linkedin profile, github, github url, gitee, 个人主页, 主页, 网站, 博客, 领英, 作品链接
city: city, town, current city, work city, suburb, 城市, 所在城市, 现居城市, 居住城市, 工作城市
place: place, location, current location, based in, 现居地, 所在地, 工作地点, 现居住地, 居住地
region: region, state, province, county, 省, 省份, 地区, 区域
country: country, country code, 国家, 所在国家
address: address, street, street address, address line, address 1, address 2, postal address,
    home address, street number, 地址, 详细地址, 家庭住址, 通讯地址, 联系地址
postcode: postcode, postal code, zip, zip code, 邮编, 邮政编码
birth_date: birth date, birthdate, birthday, date of birth, dob, born, 出生日期, 生日, 出生年月,
    出生年月日
headline: headline, label, tagline, one liner, 一句话介绍
summary: summary, about, bio, profile, objective, self evaluation, 自我评价, 个人简介, 简介, 个人总结,
    自我介绍, 个人优势
company: company, company name, current company, employer, current employer, organization, organisation,
    公司, 当前公司, 现公司, 目前公司, 就职公司, 所在公司, 现任公司, 公司名称, 工作单位, 单位, 最近公司,
    任职公司
title: title, job title, position, current title, current position, role, occupation, 职位, 当前职位,
    现职位, 职务, 岗位, 现任职位, 目前职位, 职位名称, 最近职位, 头衔
company_start: employed since, start date, joined on, 入职时间, 入职日期, 到岗时间
company_end: employed until, end date, 离职时间, 离职日期
school: school, university, college, institution, alma mater, graduated from, education, 学校, 毕业院校,
    毕业学校, 院校, 大学, 学校名称, 毕业于
degree: degree, education level, highest degree, highest education, qualification, 学历, 最高学历, 学位,
    教育程度, 文化程度, 学历学位, 第一学历
full_time: full time, full-time education, study mode, 全日制, 是否全日制, 是否统招, 统招, 学习形式,
    学历性质, 教育类型
major: major, field of study, discipline, course of study, area of study, 专业, 所学专业, 专业名称
education_start: education start, enrolled, 入学时间, 入学日期
graduated: graduated, graduation, graduation date, graduation year, year of graduation, 毕业时间,
    毕业年份, 毕业日期, 毕业年月
skills: skills, skill, key skills, technologies, tech stack, expertise, 技能, 专业技能, 技能标签,
    技术栈, 擅长, 技能特长, 掌握技能
languages: languages, language, language skills, 语言, 语言能力, 外语, 外语水平
years_of_experience: years of experience, experience, experience years, years, yoe,
    work experience years, total experience, 工作年限, 工作经验, 从业年限, 经验, 年限, 工龄, 经验年限
career_start: career start, working since, first job, career started, 参加工作时间, 首次工作时间,
    参加工作年份, 开始工作时间
expected_pay: expected pay, expected salary, salary expectation, salary expectations, desired salary,
    expected compensation, target salary, 期望薪资, 期望薪水, 期望月薪, 期望年薪, 薪资期望, 期望工资,
    薪资要求, 期望待遇, 期望薪酬
wishes: wishes, desired position, desired job, desired title, desired location, preferred location,
    preferred role, career plan, 期望职位, 期望岗位, 意向岗位, 意向职位, 期望城市, 意向城市, 期望工作地,
    期望行业, 职业规划
intent: intent, job search status, availability, open to work, job seeking status, 求职意向, 求职状态,
    意向, 意向状态, 跳槽意向, 求职意愿
status: status, candidate status, person status, 状态, 人员状态, 人员类型, 当前状态, 候选人状态
tags: tags, tag, labels, 标签, 人才标签, 候选人标签
note: note, notes, comment, comments, remark, remarks, 备注, 说明, 跟进记录, 评语
opted_out: opted out, opt out, unsubscribed, unsubscribe, do not contact, dnc, no contact, 退订, 已退订,
    是否退订, 勿扰, 不再联系, 拒绝联系
""")
"""Field -> its headings. A line that is set in goes on with the last field."""

MANY = frozenset(
    words("email phone wechat other_contact url other_name address place skills languages wishes tags note")
)
"""Fields that several columns may fill."""

KEEP, SENSITIVE = "keep", "sensitive"
"""For a mapping: keep the column as it came; treat it as one that the law calls sensitive."""

SENSITIVE_WORDS: dict[str, str] = spellings("""
identity: identity, id number, id no, id card, identity card, identity number, national id, national id number,
    passport, passport number, passport no, ssn, social security number, soc sec id, tax id,
    证件号, 证件号码, 护照, 护照号, 社保号
health: health, health status, medical, medical history, disability, disability status, disabled, pregnancy,
    blood type, genetic data, biometrics, 病史, 健康, 残疾, 血型
belief: belief, beliefs, religion, faith, 宗教, 信仰
origin: origin, race, ethnicity, ethnic group, ethnic origin, 民族, 族别
family: marital status, family status, marriage, married, children, number of children, 婚否, 婚姻, 已婚, 生育
politics: political affiliation, political status, political party, politics, party membership,
    党派, 政治面貌, 政治身份
union: union, trade union, union membership, union member, 工会
other: sexual orientation, criminal record, convictions, veteran status, bank account, bank account number,
    银行卡号, 银行账号
""")
"""Headings of what the law calls sensitive (GDPR 9, PIPL 28), by what it is about; the topic itself is none."""
SENSITIVE_STEMS = words("""
    身份证 婚育 婚姻 生育 政治面貌 党员 宗教 信仰 健康 病史 残疾 工会 性取向 犯罪 护照号 民族 银行卡
    生物识别 基因 idcard passportn maritalstatus disabilit ethnic religio sexualorient criminalrecord
    socialsecurity tradeunion unionmember healthcondition politicalaff politicalpart veteranstatus
""")
"""A heading that holds one of these is sensitive too."""

REASON_COLUMN, ROW_COLUMN = "renmai_reason", "renmai_row"
"""What the reject file adds; left out again when it is imported."""


_FIELDS = by_heading(PEOPLE)
_SENSITIVE = frozenset(heading_key(word) for said in SENSITIVE_WORDS.values() for word in said.split(","))


@lru_cache(maxsize=10_000)
def field_of(heading: str) -> str | None:
    """The field that a heading means, if it is known."""
    key = heading_key(heading)
    if is_sensitive(heading):
        return None
    found = _FIELDS.get(key)
    if found is None:
        shorter = _FIELDS.get(key.rstrip("0123456789一二三"))
        found = shorter if shorter in MANY else None
    return found


@lru_cache(maxsize=10_000)
def is_sensitive(heading: str) -> bool:
    """Whether the law calls what stands under this heading sensitive."""
    key = heading_key(heading)
    return key in _SENSITIVE or any(stem in key for stem in SENSITIVE_STEMS)


def is_chinese(headings: tuple[str, ...]) -> bool:
    """Most headings are: tells in which country a bare telephone number is read."""
    named = [heading for heading in headings if heading.strip()]
    return sum(bool(HAN.search(heading)) for heading in named) * 2 > len(named)
