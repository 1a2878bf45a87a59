"""Where a document declares its base path: labels, headings, tables, fences and sentences."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.form_fences import is_textual
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.tokens import Path, hits, path_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from accord.contract.markdown.blocks import Block, Section

BASE_WORD = re.compile(
    r"^(?!data )[a-z]+ (?:base|prefix)$|\b(?:url|uri) (?:format|pattern|structure|schema)\b|(?:url|接口|请求地址|请求路径|地址|路径)\s?格式|\bformato (?:de (?:la )?|da )?url\b|\bformat (?:de l['’]|des )?url\b|url\s?(?:の)?(?:形式|형식)|формат (?:url|адреса)|\bbase[\s_-]?(?:url|uri|path|route|endpoint|address)\b|\burl[\s_-]base\b|\broot (?:url|path)\b|\burl (?:racine|raíz|raiz)\b|\b(?:racine|raíz|raiz) (?:de l['’]|de la |da )api\b|\b(?:api|url|route|path|global|common) prefix\b|\bapi[\s_-]?(?:base|root)\b"
    r"|基础\s?(?:url|路径|地址)|根\s?(?:地址|路径|url)|(?:接口|api|路径|统一|公共|全局)\s?前缀|ruta base|prefijo (?:base|com[uú]n|global|de)|url de base|préfixe|기본\s?(?:url|경로)|베이스\s?(?:url|경로)|접두사"
    r"|ベース\s?(?:url|パス)|プレフィックス|caminho base|prefixo|basis-?(?:url|pfad)|präfix|базов\w+ (?:url|путь|адрес|шлях)|percorso base|url di base|prefisso|\btemel (?:url|adres|yol)|\bön ?ek|\bbazow\w+ (?:url|adres|ścieżka)|\b(?:url|adres|ścieżka) bazow|\bzákladní (?:url|adresa|cesta)|\bpředpona\b|\burl dasar\b|\bawalan\b|\b(?:url|đường dẫn|địa chỉ) (?:gốc|cơ sở)\b|\btiền tố\b|\bbas-?url\b|\bbasispad\b|الأساسي|الأساس\b|כתובת (?:ה)?בסיס|נתיב (?:ה)?בסיס|आधार (?:url|पथ)|बेस (?:url|पथ)|url (?:หลัก|พื้นฐาน)|آدرس پایه",
    re.IGNORECASE,
)
_NOT_BASE = re.compile(
    r"\b(?:param|query|parameter|placeholder|frontend|web app|cdn|websocket|ws|mqtt|grpc|image|static|swagger|docs?|documentation|database|table|event|topic|redis|key|cache|token|env|variable|repo(?:sitory)?|git\w*|bitbucket|figma|postman|spec(?:ification)?|wiki|jira|confluence|design|source|npm|registry|license|home-?page|demo|blog"
    r"|old|former|legacy|previous|deprecated|external|third[- ]party|alte?[rns]?|antigu[oa]|ancienne?|antig[oa])\b|旧|仓库|源码|原型|设计稿|이전|저장소",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\beverything\b|\b(?:all|every|each|any)\b(?!\s+(?:\w+\s+){0,2}(?:requiring|that|which|admin|protected|private|public|auth\w*)\b)|所有|全部|均|一律|统一|\btod[oa]s?\b|\btou(?:s|tes)\b|\balle\b|\bsämtliche\b|모든|전체|すべて|全て|全ての|\bвсе[хм]?\b|\btutt[ei]\b|\btất cả\b|\btüm\b|\bwszystkie\b|\bsemua\b|\bmọi\b|\bvšechny\b|\bvšetky\b|\bвсі\b|\balla\b|\btoate\b|\bminden\b|\bόλ(?:α|ες)\b|جميع|كل|כל|सभी|ทั้งหมด|ทุก|همه",
    re.IGNORECASE,
)
_THINGS = re.compile(
    r"\beverything\b|\b(?:end-?points?|routes?|paths?|urls?|uris?|apis?|requests?|resources?|calls|llamadas|chamadas|appels|aufrufe?|rutas|chemins|caminhos|pfaden?|endpunkten?|rotas|requisições|maršruty)\b|接口|路径|请求|端点|路由|엔드포인트|경로|요청|エンドポイント|パス|リクエスト|маршрут|\bпут[ьией]\w*|\bзапрос|\bэндпоинт|\banfragen\b|\bpeticiones\b|\bsolicitudes\b|\brequêtes\b|\bistekler\b|\bуrl\b|\buç noktalar|\byollar|\badresler|\bścieżk|\bzapytani|\bżądani|\bpunkty końcowe|\bcesty|\bpožadavk|\bendpointy|\broutery|\bđường dẫn|\byêu cầu|\bpermintaan\b|\bjalur\b|\brute\b|\bрутах|\bшлях|\bендпоінт|\bзапит|\bpercorsi\b|\brichieste\b|\brotte\b|\bverzoeken\b|\bpaden\b|\banrop\b|\brutter\b|المسارات|الطلبات|نقاط|הנתיבים|הבקשות|נקודות|पथ|एंडपॉइंट|अनुरोध|เส้นทาง",
    re.IGNORECASE,
)
UNDER = re.compile(
    r"\bprefix|\bunder\b|\bstarts? with\b|\bbegins? with\b|\brelative to\b|\bmounted\b|\bbelow\b|\bserved (?:from|at)\b|\brooted at\b|\bprepend|\blive (?:at|under)\b"
    r"|前缀|开头|为根|相对于|挂载|\bprefij|\bbajo\b|\bcomienzan con\b|\brelativ[ao]s? a\b|\bpréfix|\bsous\b|\bcommencent par\b|\brelatifs? à\b|\brelatives? à\b|접두|로 시작|아래|기준|配下|から始ま|プレフィックス|相対"
    r"|\bprefixo|\bsob\b|\bcomeçam com\b|\bpräfix|\bunter\b|\bbeginnen mit\b|\brelativ zu\b|\bпод\b|\bпрефикс|\bbắt đầu bằng\b|\btiền tố\b|\bначинаются с\b|\bile başla|\bbegin(?:t|nen) met\b|\bzaczynają się od\b|\bdiawali\b|\bdimulai dengan\b|\bcomeçam (?:por|em)\b|\bempiezan (?:con|por)\b|\bwzględem\b|\bpoprzedz|\bprefiks|\bzačínají\b|\bpod prefixem\b|\bpředpon|\bпочинаються з\b|\bпрефікс|\bвідносно\b|\bотносительно\b|\biniziano con\b|\bprefisso\b|\bsotto\b|\bbörjar med\b|\bön ?ek|\bdi bawah\b|\bnằm dưới\b|تبدأ ب|مسبوق|تحت|מתחילים ב|תחת|से शुरू|ขึ้นต้นด้วย|با .{0,40}شروع",
    re.IGNORECASE,
)
_DENIAL = (
    rf"\b(?:not|instead of|nicht|statt|no|pas|sin|sem|без|не|вместо)\s{OPEN}?/(?=\w)|(?:而不是|而非|不是|대신)\s?{OPEN}?/(?=\w)"
    r"|\bno (?:path|route|end-?point|url)s?\b|(?:没有|沒有|不需要?加?|无需).{0,16}前缀|접두사가? 없"
)
DENIED = re.compile(_DENIAL, re.IGNORECASE)  # "there is no `/api` prefix"
OUTSIDE = re.compile(
    _DENIAL
    + r"|\boutside\b|\bno (?:api )?prefix\b|\bwithout (?:the )?(?:api |base |version )?prefix\b|\bunprefixed\b|\bnot (?:under|prefixed|versioned|below|part of)\b|\broot[- ]level\b|\bat (?:the )?root\b|\bunversioned\b|\bexcept\b|\bdo(?:es)? not (?:use|carry|have)\b"
    r"|不带前缀|无前缀|不加前缀|不含前缀|除外|\bsin prefijo\b|\bfuera de\b|\bsans préfixe\b|\bhors (?:du )?préfixe\b|\bohne präfix\b|\baußerhalb\b|접두사 없|접두사 제외|제외|プレフィックスなし|除く|\bsem prefixo\b|\bfora do\b|\bбез префикса\b",
    re.IGNORECASE,
)
# "the API is served at URL": what is said to be there, and that it is there
_RELATIVE = re.compile(
    r"\brelative to\b|相对于|\brelativ zu[mr]?\b|\brelativ[ao]s? (?:a|à)\b|\brelati(?:fs?|ves?) à\b|\bотносительно\b|\bвідносно\b|기준(?:으로|입니다)|を基準|からの相対|\brelativ[eio] a\b|\bwzględem\b",
    re.IGNORECASE,
)
_SERVED = re.compile(
    r"\b(?:available|served|hosted|exposed|reachable|reached|accessible|accessed|runs?|running|lives?|located|listens|listening|found|deployed|sent)\b.{0,40}\b(?:at|on|under|from|to|via)\b|访问地址|部署在|运行在|提供服务"
    r"|\bse encuentran?\b|\b(?:está[n]?|queda|corre|disponibles?|publicada?) .{0,20}(?:en|bajo)\b|\b(?:está|disponível|roda|fica|exposta) .{0,20}em\b|\b(?:disponible|accessible|exposée|servie|hébergée)s? .{0,30}(?:à|sur|sous)\b"
    r"|\b(?:erreichbar|verfügbar|bereitgestellt|läuft)\b|\bпо адресу\b|\bдоступ\w+\b|\b(?:adresinde|adresinden|üzerinden|adresine)\b|で(?:利用|公開|提供|動作|アクセス)|にアクセス|에서 (?:제공|실행|사용|접근)|\bdisponibile\b|\braggiungibile\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"(?<![A-Za-z])(?:GET|POST|PUT|PATCH|DELETE)(?![A-Za-z])")
_EVERY_METHOD = re.compile(
    r"(?:\b(?:all|every|each)\b.{0,30}\b(?:end-?points?|routes?|requests?|calls?|methods?|apis?)\b.{0,20}\b(?:are|is|uses?|accepts?|via)\b"
    r"|\btod[oa]s\b.{0,30}\b(?:son|usan|utilizan|são|usam|utilizam)\b|\btou(?:s|tes)\b.{0,30}\b(?:sont|utilisent)\b|\balle\b.{0,30}\b(?:sind|verwenden|nutzen)\b"
    r"|(?:所有|全部|以下|均|统一).{0,12}(?:为|是|使用|采用|用|通过)|모든.{0,16}(?:은|는|이|가)|(?:すべて|全て).{0,14})"
    rf"[^.。]{{0,14}}?(?<![A-Z])(GET|POST)(?![A-Z])(?!.{{0,40}}(?:GET|POST|PUT|PATCH|DELETE))(?=[\s{EDGES}]*(?:请求|方式|方法|요청|方식|です|requests?|methods?|[.,，。;；:：]|and\b|y\b|et\b|und\b|입니다|$))",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?<![A-Za-z])apis?(?![A-Za-z])|\bbackend\b|\bserver\b|\b(?:rest[- ])?service\b|\bservidor\b|\bserveur\b|\bservicio\b|\bserviço\b|\bschnittstelle\b|\bсервер\b|接口|服务|服務|サーバー?|サービス|서버|서비스|\bsunucu\b",
    re.IGNORECASE,
)
_ABOUT_DOCS = re.compile(
    r"\bdocs?\b|\bdocument\w*|\bswagger\b|\bopenapi\b|\bfront-?end\b|\bplayground\b|\bapp(?:lication)? is\b|\bwebsockets?\b|\bthird[- ]party\b|文档|ドキュメント|문서|документац|\bdokument\w*",
    re.IGNORECASE,
)
_ROOT_OF_API = re.compile(
    r"(?:/[\w.-]+){0,3}/(?:[\w.-]{0,40}api|rest|v\d+(?:\.\d+)?|(?:api|rest)/\d+(?:\.\d+){0,2})", re.IGNORECASE
)
_LABELLED = re.compile(
    rf"[\s\-•*>{EDGES}]*[^{EDGES}:：=/]{{2,60}}[{EDGES}\s]*(?:[:：=→\u2013\u2014]|->)(?!//)[\s{EDGES}]*(?=https?://|/)"
)
_BARE_URL = re.compile(rf"[\s{EDGES}<\"']*(?=https?://)")
_ROUTING = re.compile(
    r"\b(?:router|app|gateway|express|flask|django|fastapi|version|backend|prefix(?:e|es)?|präfix|prefij?o|préfixe|prefisso)\b",
    re.IGNORECASE,
)
_RESTS_ON = re.compile(
    r"\bomit|\bleft out\b|\bleave out\b|\bmounts?\b|\bmounting\b|\breachable\b|\bhave the base\b|\bgo(?:es)? to\b|\bagainst\b|\bcontra\b|\bmade to\b|\bse (?:hacen|realizan|envían|dirigen)\b|\bsont (?:faites|envoyées) (?:à|sur|vers)\b|\bsão feitas\b|\bgehen an\b|\bsend\b|\bsent to\b|\bcuelgan\b|\bparten de\b|\bse omite\b|\bomis\b|\bweggelassen\b|\bvorangestellt\b|\bvorangeht\b"
    r"|\bomitid[oa]\b|\brelativ[ao]s? a(?:l|o)?\b|\brelatifs?\b|\bbasat[ei]\b|\bomess[oi]\b|\bpominięt\w*|\bvynechán\w*|\bopuszcz\w*|\bdihilangkan\b|\bweglaten\b",
    re.IGNORECASE,
)
_TURNED_AWAY = re.compile(
    r"\bno\b|\bnever\b|\bwithout\b|\bold\b|\bstrips?\b|\bproxi\w+|\bproxy\b|\bforward\w*|\bunlike\b|\blegacy\b|\bdeprecated\b|\bformer\w*|\bswitched off\b|\bremoved\b|\blimit\w*|\bkeine?\b|\bsans\b|\bsin\b|\bsem\b|\bexternal\b|\bthird\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"[\s\-•*>{EDGES}]*(?:local(?:host)?|dev(?:elopment)?|prod(?:uction)?|staging|test|live|sandbox|本地|开发|测试|生产|线上|로컬|개발|운영|ローカル|開発|本番|lokal|desarrollo|producción|produção|développement)[{EDGES}\s:：]*",
    re.IGNORECASE,
)
_VERSIONED = re.compile(r"\bversione?d\b|\b(?:current|api) version\b|\bversioning\b", re.IGNORECASE)
_OWN_SCRIPT = re.compile(r"[^\W\d_A-Za-zÀ-ɏ]")  # a letter that is not Latin
_IN_FRONT = re.compile(
    r"\b(?:gateway|proxy|ingress|nginx|load balancer)\b.{0,60}\b(?:adds?|prepends?|strips?|removes?|rewrites?)\b",
    re.IGNORECASE,
)  # what stands in front of the service is not its contract
_PREFIX = re.compile(
    r"\bprefix|前缀|\bprefij|\bpréfix|접두|プレフィックス|\bprefixo|\bpräfix|\bпрефикс|\bprefiss|\bön ?ek|\btiền tố|\bprzedrost",
    re.IGNORECASE,
)
_PATH = rf"{OPEN}?/[^\s,，、;；()（）{EDGES}]*{CLOSE}?"
EXCEPTED = re.compile(
    r"(?:\b(?:except(?:ions?|ing|ed)?|excluding|other than|apart from|sauf|excepté|l['’]exception|hormis|salvo|excepto|excepción|exceto|exceção|außer|ausgenommen|ausnahme|кроме|исключением|окрім|tranne|eccetto|eccezione|oprócz|wyjątkiem|kecuali|behalve|kromě|trừ)\b|除)"
    rf"[^/.。;；]{{0,40}}?{_PATH}(?:(?:[\s,，、]|\w){{1,8}}{_PATH})*(?:\s?[之以]?外)?"
    rf"|{_PATH}(?:[\s,，、와과및とや]{{1,4}}{_PATH})*\s?(?:를|을|는|은)?\s?(?:이외|제외|외에|を除|以外|hariç|dışında)",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(
    rf"(?:routes?|end-?points?|paths?|requests?|rutas|routen|endpunkte|rotas|calls|apis?|маршруты|запросы)\s(?:under|below|beneath|in|starting with|beginning with|that (?:start|begin) with|bajo|sous|sob|unter|под)\s{_PATH}"
    rf"|{_PATH}\s?(?:开头|为前缀|下|아래|로 시작하|配下|から始まる)\s?(?:的|의|는|の)?\s?(?:所有|全部|모든|全て|すべて)?\s?の?(?:接口|路径|请求|路由|엔드포인트|경로|요청|API|エンドポイント|パス)",
    re.IGNORECASE,
)  # "all routes under `/api/admin` require the role": about some of them
_SEGMENTS = re.compile(r"\s\|\s|\s·\s|[；;]\s|(?<=[.!。！])\s+(?=[^\W\d])|(?<=[。！])(?=\w)")
_NAMED_BESIDE = re.compile(rf"[(（]\s*\w[\w ]{{0,20}}[:：]\s?({OPEN}?/[^()（）]*)[)）]")
_CODED = re.compile(rf"{OPEN}([^{CLOSE}]*){CLOSE}")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A base path as declared: `prefix` is its path part, "" for a bare host. `strong` ones carry a label or heading."""

    prefix: str
    section: Section
    line: int
    strong: bool = True
    host: str = ""
    beside: tuple[str, ...] = ()  # other prefixes that the same value names: "`/api` (internal: `/internal`)"

    @property
    def hosted(self) -> bool:
        return bool(self.host)


def declarations(blocks: Sequence[Block]) -> list[Declaration]:
    """Every declared base, in document order; host-only ones with an empty prefix."""
    found: list[Declaration] = []
    for index, block in enumerate(blocks):
        if block.kind == "table":
            found.extend(_in_table(block))
        elif block.kind == "heading":
            found.extend(_below_heading(blocks, index))
        else:
            found.extend(_in_lines(block, blocks, index))
    return found


def _in_table(block: Block) -> Iterator[Declaration]:
    grid = block.table
    if grid is None:
        return
    column = next((i for i, cell in enumerate(grid.header) if is_base(words.tidy(cell)) and i > 0), -1)
    rows = [(grid.header, grid.line), *((row.cells, row.line) for row in grid.rows[:60])]
    values = [(row.cells[column], row.line) for row in grid.rows if 0 < column < len(row.cells)]
    values += [
        (cells[1], line)
        for cells, line in rows
        if len(cells) in (2, 3) and is_base(words.tidy(cells[0])) and not _of_others(cells[0])
    ]
    if (
        column > 0
        and len({_prefix(value) for value, _ in values}) > 1
        and not any("http" in value for value, _ in values)
    ):
        return  # a table of services and their prefixes: none of them is the document's
    found = [made for value, line in values if (made := _declared(value, block.section, line)) is not None]
    for cells, line in rows if len(grid.header) in (2, 3) else ():
        for cell in cells[1:]:
            yield from _sentences(cell, block, line)
    yield from [one for one in found if one.prefix][:1] or found[:1]  # `Server | https://host` above `Base path | /api`


def _below_heading(blocks: Sequence[Block], index: int) -> Iterator[Declaration]:
    block = blocks[index]
    name = words.tidy(block.section.name)
    title, start = words.label(block.section.title)
    if title and is_base(title):
        made = _declared(block.section.title[start:], block.section, block.line)
        if made is not None:
            yield made
            return
    if not (is_base(name) and len(name) < 60):
        return
    found: list[Declaration] = []
    for after in blocks[index + 1 : index + 12]:
        if after.section is not block.section:
            break
        cells = [(cell, row.line) for row in after.table.rows for cell in row.cells] if after.table else []
        for text, line in [*after.lines, *cells]:
            made = None if hits(text) else _declared(text, block.section, line)
            if made is not None and (made.hosted or not (name in _LOOSE_LABELS or _SERVER.search(name))):
                found.append(made)
    best = next((one for one in found if one.prefix), found[0] if found else None)
    if best is not None and len({one.prefix for one in found if one.host == best.host} - {""}) > 1:
        best = next((one for one in found if one.host == best.host and not one.prefix), best)  # a list of its parts
    if best is not None:
        yield best


def _in_lines(block: Block, blocks: Sequence[Block], index: int) -> Iterator[Declaration]:
    coded = block.kind == "fence" and not is_textual(block)
    for number, (raw, line) in enumerate(block.lines):
        text = raw.strip()
        if len(text) > 1200:
            continue
        if setting := _CONTEXT_PATH.search(text):
            prefix = "/" + (setting[1] or setting[2]).strip("/")
            yield Declaration(prefix, block.section, line)
            continue
        labelled = False
        for segment in _clauses(text):
            name, start = words.label(segment)
            if _of_others(segment[:start]):
                continue
            if name == "host" and block.kind == "text" and bare(segment[start:]).startswith("http"):
                name = "base url"  # the metadata of API Blueprint
            if not (name and is_base(name)):
                match = re.match(
                    rf"[\s\-•*{EDGES}]*([^{EDGES}:：/]{{3,60}}?)\s*(is|=|es|est|ist|lautet|to|为|是|é|è|は|이|가|—)?\s*(?={OPEN}|https?://|/)",
                    segment,
                )
                name, start = (words.tidy(match[1]), match.end()) if match else ("", 0)
                name = re.sub(r"^(?:(?:the|el|la|le|a|o|der|die|das|our|our api|il)\s+|l['’])", "", name)
                told = (
                    match is not None and match[2] is not None and (is_base(name) or name in _TOLD_LABELS)
                )  # `the base URL of the API is`
                if (
                    not (told or name in words.BASE_LABELS)
                    or name in _LOOSE_LABELS
                    or name.startswith("all ")
                    or _of_others(segment[:start])
                ):
                    continue
            value = segment[start:]
            if not bare(value):
                value = _next_line(block, number, blocks, index)
            made = None if hits(value) else _declared(value, block.section, line)
            if made is not None and coded and not (made.hosted or _ROOT_OF_API.fullmatch(made.prefix)):
                continue  # `base_path="/srv/files"`
            if made is not None and (made.prefix or made.hosted):
                labelled = True
                yield made
                if made.prefix:
                    break
        if not labelled and block.kind == "text":
            yield from _sentences(text, block, line)


def unnamed(blocks: Sequence[Block], defining: Mapping[int, int]) -> list[Declaration]:
    """Roots of an API that a document states in words nobody listed: `Сервер: https://host/api/v1`, a URL alone in its line.

    Not behind the first endpoint of a section (`defining`: its line by the section's id), and only paths that name a root; for documents
    that declare no base otherwise.
    """
    found: list[Declaration] = []
    first = min(defining.values(), default=0)
    for block in blocks:
        if block.kind == "heading" or block.line >= defining.get(id(block.section), 1 << 60):
            continue
        cells = [(cell, row.line) for row in block.table.rows[:40] for cell in row.cells] if block.table else []
        for text, line in [*block.lines[:60], *cells]:
            said = words.without_paths(text)
            of_docs = _ABOUT_DOCS.search(said) and not (_ALL.search(said) and _THINGS.search(said))
            if len(text) > 300 or hits(text) or OUTSIDE.search(text) or of_docs:
                continue
            path = _root_told(text, block)
            if path is not None and (path.host or line < first):
                found.append(Declaration(clean(path), block.section, line, strong=False, host=path.host))
    return found


def _root_told(text: str, block: Block) -> Path | None:
    path = _only_path(text)
    label = _LABELLED.match(text)
    of_service = label and path and path.host and (_SERVICE.search(label.group()) or _PLACE.fullmatch(label.group()))
    if path is None or not (of_service or _ROOT_OF_API.fullmatch(clean(path))) or re.match(r"wss?:", path.host):
        return None
    if path.open_ended and not path.host and not _VERSIONED.search(text):
        return None
    if label and _NOT_BASE.search(label.group()):
        return None
    begins = label or (_BARE_URL.match(text) if path.host else None)
    alone = begins is not None and not re.search(r"[^\W\d_]", bare(text[path.end :]))
    return path if alone or (block.kind == "text" and _tells_root(text)) else None


def _tells_root(text: str) -> bool:
    """Whether a sentence is about where all paths begin; one in a script of its own is believed to be."""
    said = words.without_paths(text)
    if _OWN_SCRIPT.search(said):
        return True
    if _TURNED_AWAY.search(said):
        return False
    if _VERSIONED.search(said) and _THINGS.search(said):
        return True
    resting = bool(UNDER.search(said) or _RESTS_ON.search(said) or ("http" in text and _SERVED.search(said)))
    return resting and bool(_THINGS.search(said) or _ROUTING.search(said))


_TOLD_LABELS = frozenset(
    [
        "api url",
        "url de l'api",
        "url de l’api",
        "url de la api",
        "url da api",
        "url dell'api",
        "url der api",
        "api-url",
        "адрес api",
    ]
)
_FOLDER = re.compile(
    r"/(?:opt|etc|usr|var|srv|tmp|mnt|home|Users|run|dev|proc)/|.*\.(?:sock|json|ya?ml|md|pdf|log|db|conf|ini|html?)$"
)  # of a machine, not of a service
_SERVER = re.compile(r"server|servidor|serveur|서버|サーバ|服务器|сервер|sunucu")
_LOOSE_LABELS = frozenset(
    [
        "base",
        "server",
        "servers",
        "rest",
        "rest api",
        "api gateway",
        "prefix",
        "前缀",
        "생산",
        "生产环境",
        "开发环境",
        "本地环境",
        "测试环境",
        "racine",
        "basis",
    ]
)


def _clauses(text: str) -> list[str]:
    """The parts of a line that may each carry a label; clauses of a sentence after those of a line."""
    parts = _SEGMENTS.split(text)
    inner = [clause for part in parts for clause in re.split(r"[，,]\s*", part)[1:] if len(part) < 300]
    return [*parts, *inner]


def _next_line(block: Block, number: int, blocks: Sequence[Block], index: int) -> str:
    if number + 1 < len(block.lines):
        return block.lines[number + 1][0]
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    lines = (
        [text for text, _ in following.lines if text.strip()]
        if following is not None and following.kind != "heading"
        else []
    )
    return next((text for text in lines if _prefix(text)), lines[0] if lines else "")


def _sentences(text: str, block: Block, line: int) -> Iterator[Declaration]:
    """Sentences such as "Every route is prefixed with `/api`": about all endpoints, and one path."""
    for sentence in re.split(r"(?<=[.。!])\s|。", text):
        sentence = EXCEPTED.sub(" ", sentence) if len(sentence) <= 300 else sentence
        if len(sentence) > 300 or OUTSIDE.search(sentence) or hits(sentence) or _IN_FRONT.search(sentence):
            continue
        if _ALL.search(sentence) and _THINGS.search(sentence) and UNDER.search(sentence):
            found = _only_path(sentence)
            found = (
                None if found and not _ROOT_OF_API.fullmatch(clean(found)) and _OF_A_PART.search(sentence) else found
            )
        elif _RELATIVE.search(sentence) and _THINGS.search(sentence):
            found = _only_path(sentence)
        elif _SERVICE.search(words.without_paths(sentence.replace(CLOSE, " "))) and _PREFIX.search(sentence):
            found = _only_path(sentence)
            found = found if found and _ROOT_OF_API.fullmatch(clean(found)) else None
        else:
            clauses = [part for part in re.split(r"[，；;]|,\s", sentence) if _says_where(part, block.section.name)]
            found = _only_path(clauses[0]) if clauses else None
            found = found if found and found.host and _ROOT_OF_API.fullmatch(clean(found)) else None
        if found and (prefix := clean(found)):
            yield Declaration(prefix, block.section, line, strong=False, host=found.host)


def _only_path(text: str) -> Path | None:
    paths = [path for path in paths_in(text) if not path.query and (path.host or not _FOLDER.match(path.text))]
    return paths[0] if len(paths) == 1 else None


def _says_where(sentence: str, title: str) -> bool:
    """Whether a sentence tells where the service is found: "the API is available at URL", not its documentation or its pages."""
    said = words.without_paths(sentence.replace(CLOSE, " "))
    about = (
        _SERVICE.search(said)
        or (_SERVICE.search(title) and sentence.lstrip(OPEN).startswith("http"))
        or (_ALL.search(said) and _THINGS.search(said))
    )
    return bool("http" in sentence and about and _SERVED.search(said) and not _ABOUT_DOCS.search(said))


_CONTEXT_PATH = re.compile(
    r"\bcontext-?path\s*[=:]\s*[\"']?(/[\w\-./]*\w)|\bsetGlobalPrefix\(\s*[\"'](/?[\w\-./]*\w)[\"']", re.IGNORECASE
)  # as Spring and Nest are told
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_OWN_SETTING = re.compile(
    r"(?:(?:API|BASE|URL|URI|PATH|PREFIX|ROOT|ENDPOINT|SERVER|BACKEND|SERVICE|REST|HTTP|APP|PUBLIC|HOST|VITE|NEXT|NUXT|REACT|EXPO|NG|VUE"
    r"|DEFAULT|LOCAL|DEV|PROD|STAGING)(?:_|$))+"
)


def _of_others(raw: str) -> bool:
    """Whether a label is a setting for where other services are: `MAILER_BASE_URL`, but not `API_BASE_URL`."""
    setting = _SETTING.search(bare(raw))
    return setting is not None and _OWN_SETTING.fullmatch(setting.group()) is None


def every_method(text: str) -> str:
    """The method that a sentence says all endpoints have: "All endpoints are `GET` and return JSON"."""
    found = _EVERY_METHOD.search(text) if len(text) < 300 and ("GET" in text or "POST" in text) else None
    return found[1].upper() if found and len(set(_VERB.findall(text))) == 1 else ""


def is_base(name: str) -> bool:
    """Whether a tidied label announces a base."""
    if not name or len(name) > 70 or _NOT_BASE.search(name):
        return False
    shortened = re.sub(r"\s*[(（].*?[)）]\s*", " ", name).strip()
    return shortened in words.BASE_LABELS or bool(BASE_WORD.search(name))


def _declared(value: str, section: Section, line: int) -> Declaration | None:
    """The first base in a value: URLs before paths, ones with a path before bare hosts."""
    found = [path for path in paths_in(value) if not re.match(r"wss?:", path.host)]
    if not found:
        return None
    best = next((path for path in found if clean(path)), found[0])
    if (
        not best.host
        and not bare(value).lstrip("\"'(").startswith(("/", "api", "http"))
        and not value.strip().startswith(OPEN)
        and _CODED.search(value) is None
    ):
        return None
    named = _NAMED_BESIDE.search(value)
    beside = tuple(clean(path) for path in paths_in(named[1]) if not path.host) if named and not best.host else ()
    return Declaration(clean(best), section, line, host=best.host, beside=beside)


def _prefix(value: str) -> str:
    return next((prefix for path in paths_in(value) if (prefix := clean(path))), "")


def paths_in(text: str) -> list[Path]:
    """The URLs and rooted paths of a text."""
    found: list[Path] = []
    at = 0
    for match in re.finditer(
        rf"(?:https?|wss?)://|(?<![\w/.}}>:]){{?/|{OPEN}(?=[a-z]|\{{)|(?:(?<![^\s{OPEN}]))(?=\{{\{{|\$\{{)", text[:2000]
    ):
        start = match.start() + (1 if match.group() == OPEN else 0)
        if start < at:
            continue
        path = path_at(text, start)
        if path is not None and (path.text != "/" or path.host):
            found.append(path)
            at = path.end
    return found


def clean(path: Path) -> str:
    """The path part without what only stands for "the rest"."""
    text = re.sub(
        r"/(?:\.{2,3}|…|\*{1,2}|[{<](?:path|resource|route|rest|method|action)[}>]|[{<]?(?:endpoint|resource_path|接口\w*|资源\w*|方法\w*)[}>]?)/?$",
        "",
        path.text,
    ).rstrip("/")
    return "" if re.fullmatch(r"/(?:docs|swagger|redoc|openapi\.json|swagger-ui(?:\.html)?)", text) else text
