"""History in Chinese words, as a spreadsheet of a Chinese team has it."""

from samples.invented.life import Row

HEADINGS = {
    "person": "候选人编号", "kind": "事件类型", "occurred": "发生时间", "channel": "渠道", "direction": "方向",
    "outcome": "结果",
    "purpose": "目的", "recipient": "接收方", "notice": "告知书", "notice_version": "告知书版本", "language": "语言",
    "method": "同意方式", "expires_on": "有效期至", "job": "岗位编号", "job_title": "岗位名称", "org_unit": "用人部门",
    "family": "职类", "round": "面试轮次", "starts_at": "面试开始时间", "mode": "面试方式", "evaluator": "面试官",
    "verdict": "面试结论", "score": "评分", "why": "原因", "party": "决定方", "contact": "联系编号",
    "address": "联系号码",
    "tag": "标签", "facet": "标签类型", "intent": "意向", "area": "兴趣领域", "degree": "兴趣程度", "pool": "人才库",
    "owner": "负责人", "role": "角色", "pay": "期望薪资", "text": "沟通内容",
}  # fmt: skip
_WORDS = {
    "kind": {
        "contact": "联系", "reply": "回复", "note": "跟进", "tag": "打标签", "untag": "去标签",
        "intent": "意向", "interest": "兴趣",
        "pay": "期望薪资", "owner": "分配", "pool-entered": "入库", "pool-left": "出库", "consent-given": "同意授权",
        "consent-withdrawn": "撤回同意", "applied": "投递", "application-withdrawn": "主动放弃", "screened": "简历筛选",
        "interview-scheduled": "安排面试", "interview-attended": "参加面试", "interview-missed": "爽约",
        "interview-cancelled": "取消面试", "interview-evaluated": "面试评价", "reason-confirmed": "原因确认",
        "not-hired": "未录用", "outcome-told": "结果告知", "offer-made": "发offer", "offer-accepted": "接受offer",
        "offer-declined": "拒绝offer", "offer-rescinded": "撤回offer", "hired": "入职", "probation-passed": "转正",
        "probation-failed": "试用期未通过", "left": "离职", "rehired": "再入职",
    },
    "channel": {
        "email": "邮件", "sms": "短信", "phone": "电话", "wecom": "企业微信", "wechat": "微信",
        "dingtalk": "钉钉", "feishu": "飞书",
        "linkedin": "领英", "in-app": "站内信", "in-person": "面谈", "post": "邮寄", "other": "其他",
    },
    "outcome": {
        "reached": "接通", "not-reached": "未接", "left-message": "留言", "sent": "已发送", "interested": "初步有意向",
        "not-now": "暂不考虑", "declined": "拒绝", "unknown": "未知",
    },
    "purpose": {
        "application": "应聘", "talent-pool": "人才库", "marketing": "雇主品牌",
        "permission-request": "许可请求", "alumni": "校友",
    },
    "method": {"web-form": "网页表单", "email": "邮件", "spoken": "口头", "imported": "导入", "one-click": "一键"},
    "verdict": {"positive": "通过", "negative": "不通过", "undecided": "待定"},
    "party": {"employer": "公司", "candidate": "候选人"},
    "direction": {"inbound": "呼入"},
    "mode": {"on-site": "现场", "video": "视频", "phone": "电话"},
    "role": {"recruiter": "招聘专员", "relationship-manager": "关系经理", "business-mentor": "业务导师"},
    "intent": {"active": "积极", "open": "观望", "exploring": "仅了解行情", "closed": "不考虑"},
    "degree": {"low": "低", "medium": "中", "high": "高"},
}  # fmt: skip


def in_chinese(row: Row) -> Row:
    return {name: _said(name, value) for name, value in row.items()}


def _said(name: str, value: str) -> str:
    words = _WORDS.get(name, {})
    return "、".join(words.get(part, part) for part in value.split(", ")) if name in _WORDS else value
