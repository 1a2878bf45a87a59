"""Remarks about one endpoint, in a cell, behind a dash, in brackets: not there yet, no more, or about the thing it serves."""

# ruff: noqa: RUF001  the marks of many languages

from __future__ import annotations

import pytest

from accord.contract.markdown import read

NOT_YET = (
    "planned",
    "Planned",
    "coming soon",
    "TODO",
    "not implemented",
    "🚧 planned",
    "⏳ planned",
    "(planned)",
    "v2 (planned)",
    "future",
    "por implementar",
    "pendiente",
    "próximamente",
    "planificado",
    "(pendiente)",
    "no implementado aún",
    "en desarrollo",
    "à venir",
    "prévu",
    "à implémenter",
    "non implémenté",
    "bientôt",
    "pas encore disponible",
    "en cours de développement",
    "geplant",
    "in Planung",
    "noch nicht implementiert",
    "folgt",
    "in Arbeit",
    "kommt später",
    "planejado",
    "em breve",
    "a implementar",
    "pendente",
    "em desenvolvimento",
    "não implementado",
    "待开发",
    "未实现",
    "规划中",
    "开发中",
    "计划中",
    "待实现",
    "未开发",
    "暂未实现",
    "尚未开放",
    "暂不支持",
    "敬请期待",
    "二期",
    "예정",
    "개발 예정",
    "미구현",
    "개발중",
    "준비중",
    "추후 개발",
    "구현 예정",
    "진행 예정",
    "未実装",
    "予定",
    "実装予定",
    "開発中",
    "準備中",
    "今後対応",
    "対応予定",
    "в разработке",
    "планируется",
    "не реализовано",
    "скоро",
    "da implementare",
    "pianificato",
    "planlanıyor",
    "yapılacak",
    "w planach",
    "direncanakan",
    "sắp ra mắt",
    "chưa có",
)
NO_MORE = (
    "removed",
    "REMOVED",
    "removed in v2",
    "deleted in 2.0",
    "eliminado",
    "eliminada en v2",
    "supprimé",
    "supprimé en v2",
    "entfernt",
    "entfällt",
    "removido",
    "已删除",
    "已移除",
    "已下线",
    "已废除",
    "삭제됨",
    "削除済み",
    "廃止",
    "удалён",
    "удалено",
    "rimosso",
    "kaldırıldı",
    "usunięty",
    "dihapus",
    "đã xóa",
)
OF_THE_THING = (
    "Removes a pan",
    "Deletes the pan",
    "List of removed pans",
    "Upcoming pans",
    "Planned pans",
    "Elimina una sartén",
    "Lista de pendientes",
    "Crea un plan",
    "Supprime une poêle",
    "Pfanne entfernen",
    "Termin planen",
    "Remove uma panela",
    "删除锅",
    "待办列表",
    "计划列表",
    "냄비 삭제",
    "예정된 일정 목록",
    "鍋を削除する",
    "予定一覧",
    "Удалить сковороду",
    "Get todo list",
    "Soft delete (restorable)",
    "未読一覧",
    "未支付订单",
    "미결제 목록",
    "Pending orders",
    "Pedidos pendientes",
    "Commandes à venir",
    "Geplante Lieferungen",
    "Orders in progress",
    "进行中的订单",
    "开发者列表",
    "진행중인 주문",
    "삭제",
    "删除",
    "削除",
)
FORMS = {
    "cell": "| Method | Path | Note |\n|---|---|---|\n| GET | /pots | All |\n| POST | /pots | New |\n| GET | /pans | {} |\n",
    "item": "- `GET /pots` - all\n- `POST /pots` - new\n- `GET /pans` - {}\n",
    "bracket": "- `GET /pots` - all\n- `POST /pots` - new\n- `GET /pans` ({})\n",
    "heading": "### GET /pots\n\nx\n\n### POST /pots\n\ny\n\n### GET /pans ({})\n\nz\n",
}


def _in_force(form: str, remark: str) -> list[str]:
    found = read(
        FORMS[form].format(remark.strip("()") if form in ("bracket", "heading") else remark), "API.md"
    ).endpoints
    return [str(one.operation) for one in found if not one.planned]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("remark", [*NOT_YET, *NO_MORE])
def test_a_remark_takes_its_endpoint_out_of_force(form: str, remark: str) -> None:
    assert _in_force(form, remark) == ["GET /pots", "POST /pots"]


@pytest.mark.parametrize("form", ["cell", "item"])
@pytest.mark.parametrize("remark", OF_THE_THING)
def test_a_remark_about_the_thing_served_does_not(form: str, remark: str) -> None:
    assert _in_force(form, remark) == ["GET /pots", "POST /pots", "GET /pans"]
