"""The province at a glance: what stands, what is done, where it is silent."""

from __future__ import annotations

from collections.abc import Iterator

from grafana_foundation_sdk.builders.dashboard import Dashboard

from deploy.grafana.panels import (
    Panel,
    dashboard,
    fill,
    lines,
    named,
    number,
    prefectures,
    worst,
)

PROVINCE, PREFECTURE, COUNTY = '{level="province"}', '{level="prefecture"}', '{level="county"}'


def build() -> Dashboard:
    board = dashboard("wushe-province", "五社联动 · 全省概览 province", "now-90d", "5m")
    rows = {
        "全省 · the province": [*_network(), *_people_and_money()],
        "变化 · over time": _course(),
        "县（市、区） · counties": _counties(),
    }
    return fill(board.with_variable(prefectures()), rows)


def _network() -> Iterator[Panel]:
    yield number(
        "已挂牌社工站 · stations",
        "挂牌、配备、运转、专业化 / those with their plate up",
        "short",
        f"max(wushe:area_standing_stations:sum{PROVINCE})",
    )
    yield number(
        "空壳站 · paper stations",
        "90 天没有服务记录 / no service recorded in 90 days",
        "short",
        f"max(wushe:area_paper_stations:max{PROVINCE})",
        bad=1,
    )
    yield number(
        "空壳率 · paper share",
        "空壳站占已挂牌站 / of those with their plate up",
        "percentunit",
        f"max(wushe:area_paper_stations:ratio{PROVINCE})",
        bad=0.1,
    )
    yield number(
        "沉默的县 · silent counties",
        "30 天以上没有服务记录 / nothing recorded for more than 30 days",
        "short",
        f"count(wushe:area_silent:days{COUNTY} > 30) or vector(0)",
        bad=1,
    )
    for month, zh, en in (("this", "本月", "this month"), ("last", "上月", "last month")):
        yield number(
            f"{zh}服务人次 · served {en}",
            "人次 / person-times",
            "short",
            f'max(wushe_area_service_person_times{{level="province", month="{month}"}})',
        )


def _people_and_money() -> Iterator[Panel]:
    staff = f"max(wushe_area_staff_persons{PROVINCE})"
    yield number("社工站人员 · staff", "人 / persons", "short", staff)
    yield number(
        "持证率 · certified",
        "持证人员占站内人员 / of the staff",
        "percentunit",
        f"max(wushe_area_certified_staff_persons{PROVINCE}) / ({staff} > 0)",
    )
    for name, title in (
        ("certified_social_workers", "持证社工 · certified social workers"),
        ("volunteers", "注册志愿者 · volunteers"),
    ):
        yield number(title, "人 / persons", "short", f"max(wushe_area_{name}_persons{PROVINCE})")
    for name, title, about in (
        ("funds_paid", "本年投入资金 · funds paid", "元，已投入 / yuan, paid this year"),
        ("charity_funds_paid", "本年慈善投入 · of charity", "元，其中慈善 / yuan, part of it"),
    ):
        yield number(title, about, "currencyCNY", f"max(wushe_area_{name}_fen{PROVINCE}) / 100")


def _course() -> Iterator[Panel]:
    yield lines(
        "社工站阶段 · stations by stage",
        "各阶段站点数 / by rung of the ladder",
        "short",
        {"{{stage}}": f"max by (stage) (wushe_area_stations{PROVINCE})"},
    )
    paper = f"max by (region) (wushe:area_paper_stations:max{PREFECTURE})"
    yield lines(
        "各州（市）空壳站 · paper stations by prefecture",
        "90 天没有服务记录 / no service recorded in 90 days",
        "short",
        {"{{name}}": named(paper, "prefecture")},
    )
    yield lines(
        "本年需求 · needs this year",
        "全省发布与满足 / posted and met in the province",
        "short",
        {
            "发布 posted": f"max(wushe_area_posted_needs{PROVINCE})",
            "满足 met": f"max(wushe_area_met_needs{PROVINCE})",
        },
    )
    served = 'wushe_area_service_person_times{level="prefecture", month="this"}'
    yield lines(
        "各州（市）本月服务人次 · served by prefecture",
        "人次 / person-times",
        "short",
        {"{{name}}": named(f"max by (region) ({served})", "prefecture")},
        span=12,
    )
    given = f"max by (region) (wushe_area_charity_delivered_fen{PREFECTURE}) / 100"
    yield lines(
        "各州（市）本年交付慈善资源 · charity delivered",
        "元 / yuan, this year",
        "currencyCNY",
        {"{{name}}": named(given, "prefecture")},
        span=12,
    )


def _counties() -> Iterator[Panel]:
    for title, about, unit, query in (
        (
            "多少天没有服务记录 · days silent",
            "自最近有服务记录之日 / since the last day with a service",
            "d",
            f"wushe:area_silent:days{COUNTY}",
        ),
        (
            "空壳率 · paper share",
            "空壳站占已挂牌站 / of those with their plate up",
            "percentunit",
            f"wushe:area_paper_stations:ratio{COUNTY}",
        ),
        (
            "上月服务人次 · served last month",
            "人次 / person-times",
            "short",
            'wushe_area_service_person_times{level="county", month="last"}',
        ),
    ):
        yield worst(title, about, unit, named(f"max by (region) ({query})", "county"))
