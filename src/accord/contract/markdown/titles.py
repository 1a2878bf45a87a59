"""Whole titles that announce what is still to come, what is no more and what has changed, in the languages of `words`."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re

from accord.contract.markdown.phrases import Phrases

_EMOJI = re.compile(r"[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]")
# Whole titles: each of these words stands in titles of other parts, too.
_LATER_TITLE = Phrases(
    r"(?:not yet(?: there| done)?|not (?:there|here|live|available|ready|built|done|working) yet|still to come|to come|todavía no|aún no|pas encore|ainda não|noch nicht(?: da| fertig)?|ещё нет|еще нет|пока нет|non ancora|henüz (?:yok|değil)|chưa có|아직 (?:없음|안 됨|없는 것)|まだ(?:ない|無い)もの|(?:the )?next(?: steps?| up| versions?| release)?|ideas?(?: for later)?|nice[- ]to[- ]haves?|wish ?list|what['’]?s next|still missing|open (?:points|items)|missing|later|(?:known )?gaps|future(?: \w+)?|parking lot"
    r"|próxim[oa]s (?:pasos|passos|versiones|versões|etapas|funciones)|próxima versi[oó]n|próxima versão|(?:futur[oa]s|próximas) (?:mejoras|implementaciones|implementações|melhorias|ampliaciones|funcionalidades)|(?:mejoras|melhorias|funciones|funcionalidades|ampliaciones) futuras"
    r"|pendientes?|pendências|por hacer|tareas pendientes de la api|a fazer|em desenvolvimento|en desarrollo|à faire|(?:évolutions|améliorations|fonctionnalités) (?:futures|prévues|à venir)|prochaines (?:étapes|versions|évolutions)|reste à faire"
    r"|ausblick|offene punkte|nächste schritte|noch offen|später|aufgaben|noch zu tun|piani futuri|sviluppi futuri|prossimi passi|da fare|планы(?: на (?:будущее|верси[юи] .{1,12}|релиз .{1,12}|следующ\w+ .{1,12})| развития)?|plan(?:s|es|os)? (?:for|para|für) .{1,20}|будущие версии|в будущем|дальнейшее развитие|дальнейшие планы|майбутні плани|плани"
    r"|gelecek (?:planları|plan|sürümler?)|yapılacaklar|sonraki adımlar|planowan[ea] \w+|do zrobienia|plány|rencana(?: pengembangan| ke depan)?|kế hoạch(?: tương lai| phát triển)?|sắp có|việc cần làm|volgende stappen|toekomst"
    r"|待办(?:事项)?|todo ?(?:列表|清单|list)|下一步(?:计划)?|后续(?:工作|开发|迭代|优化)|未来规划|향후 ?(?:계획|과제|개발|일정|추가)|추후 ?(?:개발|추가|계획|과제|제공|지원|오픈|공개)|앞으로의 계획|할 ?일|다음 단계|今後の?(?:予定|課題|対応|展望|計画|追加|拡張)|次のステップ|将来(?:の拡張|対応|構想)|やること|課題"
    r"|(?:ال)?قادمة?|قريب[اً]+|لاحقا|مستقبلا|خطط مستقبلية|به[\u200c ]?زودی|در آینده|برنامه[\u200c ]?های آینده|בקרוב|בעתיד|תוכניות|आगामी|भविष्य|भविष्य में|जल्द आ रहा है|เร็ว ?ๆ ?นี้|ในอนาคต|แผนงาน|σύντομα|προσεχώς|μελλοντικ\w+|σχέδια"
    r"|připravuj\w+|chystan\w+|v plánu|do budoucna|kommande|framtida|framtid|planera[td]e?|w planach|wkrótce|na przyszłość|binnenkort|toekomstige?|kommende|planlagte?|tulossa|suunnitteilla|în curând|în viitor|hamarosan|tervezett|jövőbeli"
    r"|згодом|незабаром|в майбутньому|на майбутнє|sắp tới|mendatang|segera(?: hadir)?|yakında|gelecek|in arrivo|prossimamente|em breve|próximamente|bientôt|à venir|demnächst|in kürze)"
    r"(?:\s*[(（].{0,30}[)）])?"
)
_GONE_TITLE = Phrases(
    r"(?:(?:what|those that|the ones that) (?:was|were|has been|have been|got|is|are|we have|we) (?:removed|dropped|retired|gone|no longer there)|ce qui (?:a été (?:retiré|supprimé)|n['’]existe plus)|lo que (?:se (?:eliminó|quitó|retiró|ha eliminado)|ya no existe|hemos quitado)|was (?:entfernt|gestrichen|abgeschafft) wurde|was (?:entfallen|weggefallen) ist|was es nicht mehr gibt|o que (?:foi (?:removido|retirado)|saiu|não existe mais)"
    r"|что (?:удалено|убрано|удалили|убрали)|cosa (?:è stato|abbiamo) (?:rimosso|tolto|eliminato)|なくなったもの|削除したもの|없어진 (?:것|API)|kaldırılanlar|những gì đã bỏ|dropped|alternatives?(?: considered)?|(?:considered|rejected) alternatives|rejected(?: options| ideas)?|verworfene alternativen|alternativas (?:consideradas|descartadas)|alternatives envisagées|备选方案|被否决的方案|検討した代替案|검토한 대안|gone|retired|discontinued|not (?:here|there|in the api)|(?:things|what|endpoints|calls) we (?:do not|don['’]t|no longer) (?:expose|offer|support|provide|have)|nicht mehr (?:vorhanden|verfügbar|unterstützt|enthalten)|nicht (?:teil|bestandteil|umfang) .{3,30}|entfallen|weggefallen"
    r"|ya no (?:disponibles?|existe|soportad[oa]s?)|plus (?:disponibles?|supportés?)|não (?:mais )?(?:disponíveis|suportad[oa]s)|暂不(?:支持|提供|开放|实现)(?:的?接口|的?功能)?|(?:已)?废除(?:的)?(?:接口|API)?|不在.{0,8}范围(?:内)?|本期不(?:做|包含|实现|提供).{0,4}|超出范围|不包含的?(?:接口|内容)"
    r"|(?:廃止|削除)(?:済み)?(?:の|された)?(?:API|エンドポイント)|対象外(?:の.{1,10})?|スコープ外|範囲外|(?:제외|삭제|폐기)(?:된)? ?(?:기능|API|엔드포인트)|범위 (?:밖|외)|больше не (?:доступно|поддерживается)|вне рамок.{0,20}|fuori ambito|non più disponibili|kapsam dışı|poza zakresem|di luar cakupan|ngoài phạm vi)"
    r"(?:\s*[(（].{0,30}[)）])?"
)
_CHANGED_TITLE = Phrases(
    r"(?:what(?:['’]s| has|) ?changed.{0,24}|changes (?:in|since|from|between).{1,24}|cambios (?:respecto|desde|en) .{1,24}|novedades.{0,20}|changements (?:depuis|par rapport).{1,24}|nouveautés.{0,20}|änderungen (?:seit|gegenüber|in|zu) .{1,24}|neuerungen.{0,20}|(?:mudanças|alterações) (?:desde|em|na|da) .{1,24}|novidades.{0,20}"
    r"|(?:버전|업데이트) ?(?:히스토리|로그|내역)|更新(?:内容|点)|değişiklik(?:ler)?(?: geçmişi)?|lịch sử (?:cập nhật|phiên bản)|изменения (?:в|с|по сравнению) .{1,24}|что нового.{0,20}|novità.{0,20})"
)
# A participle that opens a title and nothing behind it but a noun for endpoints or the version: "Removed in version 2", "Usunięte endpointy".
_GONE_SINCE = Phrases(
    r"(?:(?:end-?point\w*|routes?|rutas?|rotas?|routen|api|metod\w*|методи?|ендпоінти|эндпоинты|маршрут[иы]|эндпойнты|接口|エンドポイント|API)\s+)?"
    r"(?:removed|dropped|retired|eliminad[oa]s?|retirad[oa]s?|removid[oa]s?|supprimée?s?|retirée?s?|entfernte?|gestrichene?|rimoss[oie]|eliminat[oie]|удал[её]н\w*|убран\w*|видален\w*|вилучен\w*|прибран\w*|usunięt[eyao]\w*|odstraněn[éoya]\w*|zrušen[éoya]\w*"
    r"|kaldırılan\w*|kaldırıldı\w*|silinen|verwijderde?|borttag\w+|fjernet|poistet\w+|dihapus|(?:đã )?(?:xóa|xoá|gỡ|loại) bỏ|đã (?:xóa|xoá|bỏ|gỡ)|αφαιρέθηκ\w*|καταργ\w+|eliminate|הוסרו?|محذوف\w*|المحذوفة|تمت إزالت\w*|أزيلت|حذف[\u200c ]?شده\w*|हटाए गए|हटाया गया|ถูกลบ|ลบออกแล้ว|ยกเลิกแล้ว|已移除)"
    r"(?:\s+(?:end-?point\w*|routes?|rutas?|rotas?|routen|endpunkte|api|metod\w*|методи?|методы|ендпоінти|эндпоинты|маршрут[иы]|uç noktalar|punkty końcowe))?"
    r"(?:(?:\s+[^\d\s]{1,10}){0,3}\s+v?\d[\d.x]*(?:\s\S{1,12})?)?"
)
_NUMBERED = re.compile(
    r"^\W*(?:(?:\d+(?:\.\d+)*|[A-Z]|[IVX]{1,4})[.)、:：]\s*|(?:anhang|appendix|annexe?|anexo|附录|付録|부록|приложение)(?:\s*[A-Z\d一二三]+)?\s*[.:：\u2013\u2014-]?\s*|第.{1,3}[章节]\s*|[一二三四五六七八九十]{1,3}、\s*|\d+(?:\.\d+)*\s+)",
    re.IGNORECASE,
)

_DONE = Phrases(
    r"^\W*(?:✅|✔|☑)|\b(?:implemented|completed|done|finished|shipped|implementad[oa]s?|implémentée?s?|implementiert|umgesetzt|implementat[oaie]"
    r"|реализован\w*|готов\w*|реалізован\w*|zaimplementowan\w*|geïmplementeerd)\b|已实现|已完成|已上线|已實現|実装済|구현 ?완료|구현됨"
)


def title_of(text: str) -> str:
    """A title without its number, "Appendix A" and marks."""
    return _NUMBERED.sub("", _EMOJI.sub(" ", text[:200]).strip()).strip(" -–—:：.*_")


def is_later(text: str) -> bool:
    """Whether a title as a whole announces what is still to come: `Next steps`, `今後の予定`."""
    return bool(_LATER_TITLE.fullmatch(title_of(text)))


def is_gone(text: str) -> bool:
    """Whether a title as a whole announces what is no more, or what has changed."""
    title = title_of(text)
    return bool(_GONE_SINCE.fullmatch(title) or _GONE_TITLE.fullmatch(title) or _CHANGED_TITLE.fullmatch(title))


def is_done(text: str) -> bool:
    """Whether a title says that what stands below it is there: `✅ Implemented`, `已实现的接口`."""
    return bool(_DONE.search(text[:200]))
