"""Remarks about a single endpoint that are nothing else: a whole cell, what stands behind a dash, a bracket: `pendiente`, `(开发中)`, `已下线`."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from accord.contract.markdown.memo import remembered
from accord.contract.markdown.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

_LATER = Phrases(
    r"(?:(?:is |still |to be )?(?:to-?do|future|planned|later|wip|work in progress|in progress|in development|under (?:development|construction)|not (?:yet )?(?:done|ready|started|available|implemented)|tbd|soon|phase [2-9]|next (?:version|release)|post-mvp)(?: \(?v?\d[\w.]*\)?)?"
    r"|pendientes?(?: de .{3,20})?|por (?:implementar|hacer|desarrollar)|en (?:desarrollo|construcción|progreso)|a futuro|no (?:está )?(?:implementad|disponible)\w*(?: aún| todavía)?|sin implementar"
    r"|à (?:implémenter|faire|venir|développer)|pas encore (?:disponible|implémentée?|faite?|prête?)|en (?:cours|développement|construction)(?: de développement)?|prochainement"
    r"|in (?:planung|arbeit|vorbereitung|entwicklung)|folgt(?: später| noch)?|kommt (?:später|noch|bald)|später|offen|noch offen|noch nicht .{4,24}|fehlt(?: noch)?|geplant(?: für .{1,12})?"
    r"|pendente|em (?:desenvolvimento|construção|andamento|breve)|a (?:implementar|fazer|desenvolver)|futuramente|não (?:implementad|disponíve)\w*(?: ainda)?"
    r"|(?:正在)?开发中|[尚暂]?未(?:开发|实现|完成|上线|开放)|暂不(?:支持|开放|提供)|待(?:开发|实现|完成|定|上线|补充)|(?:二|三|下一?|后)期(?:实现|开发|再做)?|规划中?|建设中|敬请期待"
    r"|개발 ?(?:중|예정|전)|미(?:구현|개발|완료|완성)|추후 ?(?:개발|구현|추가|제공)|(?:구현|진행|작업|추가) ?(?:중|예정|전)|준비 ?중|보류|예정"
    r"|(?:実装|開発|作成|対応|準備|検討)(?:中|予定)|未(?:実装|対応|作成|着手)|今後(?:対応|実装|追加)|予定|後日(?:対応|実装)?|次期(?:対応|開発)?"
    r"|в (?:разработке|планах|работе)|(?:будет )?(?:позже|скоро|позднее)|не (?:реализован|готов)\w*|планируется|у (?:розробці|планах)|не реалізован\w*"
    r"|in (?:sviluppo|arrivo|lavorazione)|da (?:fare|implementare)|non (?:ancora )?(?:implementat|disponibil)\w*|pianificat[oa]|yapılacak|geliştiriliyor|planlanıyor|yakında|henüz (?:yok|hazır değil)"
    r"|w (?:planach|trakcie|przygotowaniu|budowie)|do zrobienia|niezaimplementowan\w*|belum (?:ada|tersedia|diimplementasi\w*|dibuat)|segera(?: hadir)?|chưa (?:có|làm|xong|triển khai|hoàn thành)|đang (?:phát triển|làm)|sắp có|nog niet .{4,24}|připravuje se|v přípravě|plánováno)"
)
_GONE = Phrases(
    r"(?:(?:was |has been |is )?(?:removed|deleted|retired|discontinued|dropped)(?:(?: in| since| as of| with) (?:v(?:ersion)? ?)?\d[\w.]*)?|no longer (?:available|supported|exists)"
    r"|(?:eliminad|retirad|suprimid)[oa](?: (?:en|desde) (?:la )?(?:v(?:ersi[oó]n)? ?)?\d[\w.]*)?|ya no (?:existe|disponible)|(?:supprimé|retiré)e?(?: (?:en|depuis) (?:la )?(?:v(?:ersion)? ?)?\d[\w.]*)?|n['’]existe plus"
    r"|entfernt(?: (?:in|seit|mit) (?:v(?:ersion)? ?)?\d[\w.]*)?|entfällt|entfallen|weggefallen|gibt es nicht mehr|(?:removid|excluíd|descontinuad)[oa](?: (?:em|na|desde) (?:v(?:ersão)? ?)?\d[\w.]*)?|não existe mais"
    r"|已(?:经)?(?:删除|移除|下线|废除|取消|下架|停用)|삭제(?:됨|된 API)|제거됨|폐기됨?|사용 ?(?:안 ?함|중지)|(?:削除|廃止)(?:済み?|されました)|廃止|удал[её]н[оаы]?|больше не (?:существует|поддерживается)"
    r"|rimoss[oa]|eliminat[oa]|kaldırıldı|usunięt[ye]|dihapus|đã (?:xóa|xoá|bỏ|gỡ)|verwijderd|odstraněno|видалено)"
)
# What has taken its place: "supprimé au profit de `GET /x`"
_FOR_ANOTHER = re.compile(
    r"(?:(?:was|has been|is|a été|wurde|foi|fue|ha sido|è stat[oa])\s+)?(?:removed|dropped|retired|eliminad[oa]|retirad[oa]|supprimée?|retirée?|entfernt|gestrichen|removid[oa]|rimoss[oa]|eliminat[oa]|удал[её]н[оаы]?)"
    r"\s+(?:in favou?r of|au profit d\S+|à la place|a favor de|en favor de|zugunsten|em favor de|в пользу|a favore d\S+|and replaced|et remplacée?|y reemplazad[oa]|und ersetzt)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"(?:\bwill (?:be|come|follow)\b|\bse (?:agregará|añadirá|implementará|publicará)n?\b|\bserán? (?:agregad|añadid|implementad|adicionad|incluíd)\w+|\b(?:sera|seront) (?:ajouté|implémenté|disponible)\w*|\bwird\b|\bfolgt\b|\bkommt\b|\bбудет\b|\bз['’]явиться\b|\bsẽ\b|\bverrà\b|\bllegarán?\b|\barriver(?:a|ont|à|anno)\b|\bchegar(?:á|ão)\b|\bviendra\b|\bпоявится\b|\bпоявятся\b|\bakan\b|\beklenecek\w*)"
    r"(?!.{0,40}(?:\bremov|\bdropp|\bdeprecat|\bretir|\bentf|\bsuppr|\belimin|\bудал|\bhapus|\bxóa))"
    r".{0,40}?(?:\blater\b|\b(?:in|with|for|by) (?:the |a )?(?:next|later|future|phase|version|release|sprint|milestone|v\d)|\bmás adelante\b|\bplus tard\b|\bmais tarde\b|\bspäter\b|\bпозже\b|\bпозднее\b|\bnanti\b|\bin seguito\b|\bgiai đoạn\b|\bphiên bản\b|\bfases?\b|\bphase\b|\betapas?\b|\bversi[oó]n\b|\bversão\b|\bversione\b|\bверси\w+|\bэтап\w*|\bsprint\b)"
    r"|将(?:在|于).{0,20}(?:新增|添加|提供|实现|上线|开放)|(?:二期|三期|下一?版|后续版本).{0,12}(?:新增|添加|提供|实现|上线|再做)|(?:2|3|다음|차기) ?(?:차|단계|버전|스프린트).{0,10}(?:추가|구현|개발|제공)|(?:次期|今後|フェーズ ?\d|第[二三2-9](?:期|フェーズ)).{0,16}(?:追加|実装|対応|提供)|sonraki (?:sürüm|aşama)\w*",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(（\[【*_]\s*([^()（）\[\]【】*_\n]{2,40}?)\s*[)）\]】*_]")
_LONGEST = 400  # characters of a remark
_DECORATION = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]|[\ue000-\ue002]")


@remembered
def is_later(text: str) -> bool:
    """Whether a remark says that the endpoint is not there yet."""
    return any(_LATER.fullmatch(part) for part in _parts(text))


def is_later_in_brackets(title: str) -> bool:
    """Whether the brackets of a title say so: `Reserve a book (次期開発)`."""
    _, *brackets = _parts(title)
    return any(_LATER.fullmatch(part) for part in brackets)


def will_come(text: str) -> bool:
    """Whether a sentence says when the endpoint will be there: "will be added in phase 2"."""
    return len(text) < 160 and _FUTURE.search(text) is not None


def is_gone(text: str, method: str) -> bool:
    """Whether a remark says that the endpoint is no more; behind DELETE "deleted" tells of its success."""
    return _is_gone(text[:_LONGEST], deletes=method == "DELETE")


@remembered
def _is_gone(text: str, *, deletes: bool) -> bool:
    whole, *brackets = _parts(text)
    said = brackets if deletes and not re.search(r"\d", whole) else [whole, *brackets]
    return any(_GONE.fullmatch(part) or _FOR_ANOTHER.match(part) for part in said)


def _parts(text: str) -> Iterator[str]:
    said = _DECORATION.sub(" ", text[:_LONGEST])
    yield said.strip(" \t-–—:：.。!！()（）[]【】*_→|·,，")
    for bracket in _BRACKET.finditer(said):
        yield bracket[1].strip(" .。!！")
