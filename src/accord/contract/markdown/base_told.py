"""What sentences and labels say of where all paths begin: the words for it in many languages, and the questions asked of them."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from accord.contract.markdown import words
from accord.contract.markdown.exceptions import parted
from accord.contract.markdown.inline import CLOSE, EDGES, OPEN, bare
from accord.contract.markdown.tokens import hits, path_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accord.contract.markdown.tokens import Path

BASE_WORD = re.compile(
    r"^(?!data )[a-z]+ (?:base|prefix)$|\b(?:url|uri) (?:format|pattern|structure|schema)\b|(?:url|接口|请求地址|请求路径|地址|路径)\s?格式|\bformato (?:de (?:la )?|da )?url\b|\bformat (?:de l['’]|des )?url\b|url\s?(?:の)?(?:形式|형식)|формат (?:url|адреса)|\bbase[\s_-]?(?:url|uri|path|route|endpoint|address)\b|\burl[\s_-]base\b|\broot (?:url|path)\b|\bcontext[\s_-]?(?:root|path)\b|\burl (?:racine|raíz|raiz)\b|\b(?:racine|raíz|raiz) (?:de l['’]|de la |da )api\b|\b(?:api|url|route|path|global|common) prefix\b|\bapi[\s_-]?(?:base|root)\b"
    r"|基础\s?(?:url|路径|地址)|根\s?(?:地址|路径|url)|(?:接口|api|路径|统一|公共|全局)\s?前缀|ruta base|prefijo (?:base|com[uú]n|global|de)|url de base|préfixe|(?:기본|공통)\s?(?:ur[il]|경로|주소)|베이스\s?(?:url|경로)|접두사"
    r"|ベース\s?(?:url|パス)|プレフィックス|caminho base|prefixo|basis-?(?:url|pfad)|präfix|базов\w+ (?:url|путь|адрес|шлях)|percorso base|url di base|prefisso|\btemel (?:url|adres|yol)|\bön ?ek|\bbazow\w+ (?:url|adres|ścieżka)|\b(?:url|adres|ścieżka) bazow|\bzákladní (?:url|adresa|cesta)|\bpředpona\b|\burl dasar\b|\bawalan\b|\b(?:url|đường dẫn|địa chỉ) (?:gốc|cơ sở)\b|\btiền tố\b|\bbas-?url\b|\bbasispad\b|الأساسي|الأساس\b|כתובת (?:ה)?בסיס|נתיב (?:ה)?בסיס|आधार (?:url|पथ)|बेस (?:url|पथ)|url (?:หลัก|พื้นฐาน)|آدرس پایه",
    re.IGNORECASE,
)
NOT_BASE = re.compile(
    r"\b(?:param|query|parameter|placeholder|frontend|web app|cdn|websocket|ws|mqtt|grpc|image|static|swagger|docs?|documentation|database|table|event|topic|redis|key|cache|token|env|variable|repo(?:sitory)?|git\w*|bitbucket|figma|postman|spec(?:ification)?|wiki|jira|confluence|design|source|npm|registry|license|home-?page|demo|blog"
    r"|old|former|legacy|previous|deprecated|external|third[- ]party|alte?[rns]?|antigu[oa]|ancienne?|antig[oa])\b|旧|仓库|源码|原型|设计稿|이전|저장소",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\beverything\b|\b(?:all|every|each|any)\b(?!\s+(?:\w+\s+){0,2}(?:requiring|that|which|admin|protected|private|public|auth\w*)\b)|所有|全部|均|一律|统一|\btod[oa]s?\b|\btou(?:s|tes)\b|\balle\b|\bsämtliche\b|모든|전체|すべて|全て|全ての|\bвсе[хм]?\b|\btutt[ei]\b|\btất cả\b|\btüm\b|\bwszystkie\b|\bsemua\b|\bmọi\b|\bvšechny\b|\bvšetky\b|\bвсі\b|\balla\b|\bkaikki\b|\bkõik\b|\bvisi\b|\bsvi\b|\bvšetky\b|\bвсички\b|\btoate\b|\bminden\b|\bόλ(?:α|ες)\b|جميع|كل|כל|सभी|ทั้งหมด|ทุก|همه",
    re.IGNORECASE,
)
THINGS = re.compile(
    r"\beverything\b|\b(?:these|those|they|them|estos|estas|ellos|ceux-ci|celles-ci|ci-dessus|diese|obigen?|questi|queste|estes|essi|они|эти|этим)\b|以上|上述|上記|これら|위의?|\b(?:end-?points?|routes?|paths?|urls?|uris?|apis?|requests?|resources?|calls|llamadas|chamadas|appels|aufrufe?|rutas|chemins|caminhos|pfaden?|endpunkten?|rotas|requisições|maršruty|routen|ressourcen|schnittstellen|resurser(?:na)?|rutterna|anropen|ruter|ressurser|polut|reitit|pyynnöt|rajapinnat|stier|stien|endepunkter|endpoints|putanje|rute|căile|rutele|cesty|útvonalak|sumber daya|kaynaklar|zasoby|zdroje|risorse|recursos|ressources)\b|接口|路径|请求|端点|路由|(?<![A-Za-z])APIs?(?![A-Za-z])|엔드포인트|경로|요청|エンドポイント|パス|リクエスト|маршрут|\bпут[ьией]\w*|\bзапрос|\bэндпоинт|\banfragen\b|\bpeticiones\b|\bsolicitudes\b|\brequêtes\b|\bistekler\b|\bуrl\b|\buç noktalar|\byollar|\badresler|\bścieżk|\bzapytani|\bżądani|\bpunkty końcowe|\bcesty|\bpožadavk|\bendpointy|\broutery|\bđường dẫn|\byêu cầu|\bpermintaan\b|\bjalur\b|\brute\b|\bрутах|\bшлях|\bендпоінт|\bзапит|\bpercorsi\b|\brichieste\b|\brotte\b|\bverzoeken\b|\bpaden\b|\banrop\b|\brutter\b|المسارات|الطلبات|نقاط|הנתיבים|הבקשות|נקודות|पथ|एंडपॉइंट|अनुरोध|เส้นทาง",
    re.IGNORECASE,
)
UNDER = re.compile(
    r"\b(?:shown|written|listed|given|printed) without\b|\bprefix|\bunder\b|\bstarts? with\b|\bbegins? with\b|\brelative to\b|\bmounted\b|\bbelow\b|\bserved (?:from|at)\b|\brooted at\b|\bprepend|\blives? (?:at|under)\b"
    r"|前缀|开头|(?:均|都|一律|统一)以|为根|相对于|挂载|\bprefij|\bbajo\b|\bcomienzan con\b|\brelativ[ao]s? a\b|\bpréfix|\bsous\b|\bcommencent par\b|\brelatifs? à\b|\brelatives? à\b|접두|로 시작|아래|기준|配下|[らで]始ま|プレフィックス|相対"
    r"|\bprefixo|\bsob\b|\bcomeçam com\b|\bpräfix|\bunter\b|\bbeginnen mit\b|\brelativ zu\b|\bпод\b|\bпрефикс|\bbắt đầu bằng\b|\btiền tố\b|\bначинаются с\b|\bile başla|\bbegin(?:t|nen) met\b|\bzaczynają się od\b|\bdiawali\b|\bdimulai dengan\b|\bcomeçam (?:por|em)\b|\bempiezan (?:con|por)\b|\bwzględem\b|\bpoprzedz|\bprefiks|\bzačínají\b|\bpod prefixem\b|\bpředpon|\bпочинаються з\b|\bпрефікс|\bвідносно\b|\bотносительно\b|\biniziano con\b|\bprefisso\b|\bsotto\b|\bbörjar med\b|\balkavat\b|\bbegynder med\b|\bstarter med\b|\bîncep cu\b|\bkezdőd\w+|\bpočinju s\b|\bzačínajú\b|\bön ?ek|\baltında\w*|\bdi bawah\b|\bnằm dưới\b|تبدأ ب|مسبوق|تحت|מתחילים ב|תחת|से शुरू|ขึ้นต้นด้วย|با .{0,40}شروع",
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
    r"|不带前缀|无前缀|不加前缀|不含前缀|除外|\bsin prefijo\b|\bfuera de\b|\bsans préfixe\b|\bhors (?:du )?préfixe\b|\bohne präfix\b|\baußerhalb\b|접두사 없|접두사 제외|제외|プレフィックスなし|除く|\bsem prefixo\b|\bfora do\b|\bбез префикса\b"
    + r"|(?:プレフィックス|バージョン|ベース\S{0,8}|接頭辞)[をはがの]{0,2}(?:含み?ま(?:せん|ない)|含まない|付(?:き?ません|かない|けない|けません)|つきません)|不(?:包)?含(?:版本|前缀)|(?:버전|접두사|프리픽스|prefix)(?:을|를|이|가)? ?(?:포함하지|붙지|붙이지|없)"
    + r"|\bön ?ek(?:siz\b| olmadan\b| yok\b| kullanmaz\b)|\bkhông có tiền tố\b|\bsenza prefisso\b|\bbez prefiks\w+|\btanpa (?:prefiks|awalan)\b|\bzonder prefix\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\brelative to\b|相对于|\brelativ zu[mr]?\b|\brelativ[ao]s? (?:a|à)\b|\brelati(?:fs?|ves?) à\b|\bотносительно\b|\bвідносно\b|기준(?:으로|입니다)|を基準|からの相対|\brelativ[eio] a\b|\bwzględem\b|\brelativ(?:a|t|e)? (?:till|til)\b|\brelatief (?:aan|ten opzichte van)\b|\brelativní k\b|\brelatif terhadap\b|\bgöre(?:li|dir)\b|\btương đối (?:với|so với)\b|نسبية? (?:إلى|ل)|نسبت به|के सापेक्ष|สัมพันธ์กับ|σχετικ\w+ (?:με|ως προς)|יחסית ל",
    re.IGNORECASE,
)
_SERVED = re.compile(
    r"\b(?:available|served|hosted|exposed|reachable|reached|accessible|accessed|runs?|running|lives?|located|listens|listening|found|deployed|sent)\b.{0,40}\b(?:at|on|under|from|to|via)\b|访问地址|部署在|运行在|提供服务"
    r"|\bse encuentran?\b|\b(?:está[n]?|queda|corre|disponibles?|publicada?) .{0,20}(?:en|bajo)\b|\b(?:está|disponível|roda|fica|exposta) .{0,20}em\b|\b(?:disponible|accessible|exposée|servie|hébergée)s? .{0,30}(?:à|sur|sous)\b"
    r"|\b(?:erreichbar|verfügbar|bereitgestellt|läuft)\b|\b(?:liegt|befindet sich|steht|hört|antwortet) .{0,20}(?:unter|auf|bei)\b|\bпо адресу\b|\bдоступ\w+\b|\b(?:adresinde|adresinden|üzerinden|adresine)\b|で(?:利用|公開|提供|動作|アクセス)|にアクセス|에서 (?:제공|실행|사용|접근)|\bdisponibile\b|\braggiungibile\b",
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
ROOT_OF_API = re.compile(
    r"(?:/[\w.-]+){0,3}/(?:[\w.-]{0,40}api|rest|v\d+(?:\.\d+)?|(?:api|rest)/\d+(?:\.\d+){0,2})", re.IGNORECASE
)
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
_OMITTED = re.compile(
    r"\bomit|\bleft out\b|省略|생략|\bweggelassen\b|\bomiti?d[oa]|\bse omite|\bomis(?:e|es)?\b|\bomess[oi]|\bопущен|\bопускается",
    re.IGNORECASE,
)
_VERSIONED = re.compile(r"\bversione?d\b|\b(?:current|api) version\b|\bversioning\b", re.IGNORECASE)
_SET_APART = re.compile(
    rf"(?:^|[\-\u2013\u2014:：(（\[【|·,，@]|(?<![A-Za-z])(?:api|rest)s?)[\s{EDGES}]*(?:https?://\S*)?$", re.IGNORECASE
)
_ENGLISH = re.compile(
    r"\b(?:the|is|are|was|be|to|of|and|or|for|with|from|by|as|at|on|an|all|any|every|not?|it|its|that|this|you|your|we|our|can|will|has|have|see|use[sd]?|run|open|call|when)\b",
    re.IGNORECASE,
)
_OWN_SCRIPT = re.compile(r"[^\W\d_A-Za-zÀ-ɏ]")  # a letter that is not Latin
_IN_FRONT = re.compile(
    r"\b(?:gateway|proxy|ingress|nginx|load balancer)\b.{0,60}\b(?:adds?|prepends?|strips?|removes?|rewrites?)\b",
    re.IGNORECASE,
)  # what stands in front of the service is not its contract
PREFIX = re.compile(
    r"\bprefix|前缀|\bprefij|\bpréfix|접두|プレフィックス|\bprefixo|\bpräfix|\bпрефикс|\bprefiss|\bön ?ek|\btiền tố|\bprzedrost",
    re.IGNORECASE,
)
_PATH = rf"{OPEN}?/[^\s,，、;；()（）{EDGES}]*{CLOSE}?"
NO_PREFIX = re.compile(
    r"\b(?:no|not|without|sin|sem|sans|ohne|kein\w*|senza|без|bez|tanpa|zonder|không có|utan|uden|nessun)\s(?:[^\W\d]+\s){0,4}(?:(?:pr[eéä]+fi[xjks]|префикс|awalan|tiền tố)\w*|version\b)"
    r"|\bno (?:llevan|usan|tienen) (?:el |la )?prefi\w+|\bnão (?:levam|usam|têm) (?:o )?prefi\w+|\bportent pas (?:de |le )?préfixe|\bön ?ek(?:i|siz| yok)\b"
    r"|(?:不|无|没有|无需|不用)(?:带|加|含|使用|需要?)?(?:任何|统一|公共|接口)?前缀|(?:プレフィックス|接頭辞)(?:なし|は付か|を付け|が付か)|(?:접두사|프리픽스)(?:가|를|는)? ?(?:없|붙지|붙이지)",
    re.IGNORECASE,
)  # what is said to carry no prefix
_OF_A_PART = re.compile(
    rf"(?:routes?|end-?points?|paths?|requests?|rutas|routen|endpunkte|rotas|calls|apis?|маршруты|запросы)\s(?:under|below|beneath|in|starting with|beginning with|that (?:start|begin) with|bajo|sous|sob|unter|под)\s{_PATH}"
    rf"|{_PATH}\s?(?:开头|为前缀|下|아래|로 시작하|配下|から始まる)\s?(?:的|의|는|の)?\s?(?:所有|全部|모든|全て|すべて)?\s?の?(?:接口|路径|请求|路由|엔드포인트|경로|요청|API|エンドポイント|パス)",
    re.IGNORECASE,
)  # "all routes under `/api/admin` require the role": about some of them
FOLDER = re.compile(
    r"/(?:opt|etc|usr|var|srv|tmp|mnt|home|Users|run|dev|proc)/|/(?:mnt|tmp|proc)$|.*\.(?:sock|json|ya?ml|md|pdf|log|db|conf|ini|html?)$"
)  # of a machine, not of a service
_LONG_SENTENCE = 300
_LONG_TITLE = 200
_FEW_WORDS = 2  # a sentence has more
_EVERYTHING = re.compile(r"\beverything\b", re.IGNORECASE)
_MANY = 12  # words of a sentence that says more than where all paths are
_STORED = re.compile(
    r"\b(?:director(?:y|ies)|folders?|files?|disks?|volumes?|docker|images?|containers?|trees?|stored?|storage|logs?|data)\b",
    re.IGNORECASE,
)
_UP_TO_PATH = re.compile(rf"(?:\s+the(?:\s+\w+){{0,3}})?[\s{EDGES}]*")
_FEW = 6  # words that leave no room for another thing said of all requests


_SHOWN = re.compile(
    r"(?:\b(?:like|e\.\s?g\.?|such as|for example|for instance|z\.\s?b\.|zum beispiel|por ejemplo|p\.\s?ej\.|par exemple|por exemplo|ad esempio|per esempio|например|наприклад|örneğin|na przykład|np\.|misalnya|ví dụ|bijvoorbeeld|například|till exempel)|例如|比如|譬如|例えば|たとえば|예를 들어|예컨대)"
    rf"[^/.\w]{{0,12}}(?=https?://|{OPEN}?/)",
    re.IGNORECASE,
)  # what follows is one of many


def may_tell(text: str) -> bool:
    """Whether a sentence can speak of where paths begin, as most of a document does not: a path in it, and words for what it is to them."""
    if "/" not in text:
        return False
    return "http" in text or _tells(_DIGITS.sub("0", words.without_paths(text)))


@lru_cache(maxsize=8192)
def _tells(said: str) -> bool:
    return any(pattern.search(said) for pattern in (UNDER, BASE_WORD, _RELATIVE, PREFIX))


_DIGITS = re.compile(r"\d+")  # rows that only differ in numbers are asked once


def roots_told(text: str, title: str) -> Iterator[Path]:
    """The roots that sentences of a line tell, such as "Every route is prefixed with `/api`": about all endpoints, and one path.

    `title` is that of the section the line stands in.
    """
    for sentence in re.split(r"(?<=[.。!])\s|。", text):
        if len(sentence) > _LONG_SENTENCE or not may_tell(sentence):
            continue
        sentence = parted(sentence)[0]
        if OUTSIDE.search(sentence) or hits(sentence) or _IN_FRONT.search(sentence):
            continue
        said = words.without_paths(sentence)
        if _ALL.search(said) and THINGS.search(said) and UNDER.search(said):
            found = (only_path(sentence) or _beside_host(sentence)) if not _SHOWN.search(sentence) else None
            if found and not ROOT_OF_API.fullmatch(clean(found)):
                found = None if _OF_A_PART.search(sentence) or everything_else(said) else found
        elif _RELATIVE.search(sentence) and THINGS.search(sentence):
            found = only_path(sentence) or _beside_relative(sentence)
        elif _SERVICE.search(words.without_paths(sentence.replace(CLOSE, " "))) and PREFIX.search(sentence):
            found = only_path(sentence)
            found = found if found and ROOT_OF_API.fullmatch(clean(found)) else None
        else:
            clauses = [part for part in re.split(r"[，；;]|,\s", sentence) if _says_where(part, title)]
            found = only_path(clauses[0]) if clauses else None
            found = found if found and found.host and ROOT_OF_API.fullmatch(clean(found)) else None
        if found and clean(found):
            yield found


def of_another(text: str, titles: str) -> bool:
    """Whether a line tells where another service lies that this one draws on: "Rates come from Frankfurter (`https://rates.example.org/v1`)"."""
    host = _HOST.search(text)
    if host is None or not _DRAWN_FROM.search(text):
        return False
    said = words.without_paths(text).lower()
    names = [name for name in host[1].lower().split(".")[:-1] if name not in ("api", "www") and len(name) > 3]
    return any(name in said and name not in titles.lower() for name in names)


_HOST = re.compile(r"https?://([\w.-]+)")
_DRAWN_FROM = re.compile(
    r"\b(?:come|comes|coming|fetched|pulled|taken|obtained|retrieved|sourced|data|loaded) from\b|\b(?:powered|provided|backed) by\b|\btalks? to\b|\bwraps?\b|\bprox(?:y|ies)\b|\bforwards?\b"
    r"|\bkommen von\b|\bproviene[n]? de\b|\bproviennent de\b|\bvêm d[aeo]\b|\bprovengono da\b|来自|에서 가져|から取得",
    re.IGNORECASE,
)


def about_docs(text: str) -> bool:
    """Whether a line is about the documentation or pages of a service, not about its endpoints."""
    said = words.without_paths(text)
    if _OMITTED.search(said):  # "the documents leave it out"
        return False
    return bool(_ABOUT_DOCS.search(said)) and not (_ALL.search(said) and THINGS.search(said))


def names_service(text: str) -> bool:
    """Whether a label speaks of the service itself."""
    return bool(_SERVICE.search(text))


def names_version(text: str) -> bool:
    """Whether a line is about the version that stands in paths."""
    return bool(_VERSIONED.search(text))


def root_in_title(title: str) -> Path | None:
    """The root of an API that the title of its part ends in: `Library API — /api/v2`, `Shop (/rest)`."""
    path = (
        only_path(title)
        if len(title) < _LONG_TITLE and not (hits(title) or OUTSIDE.search(title) or NOT_BASE.search(title))
        else None
    )
    if (
        path is None
        or not clean(path)
        or not (path.host or ROOT_OF_API.fullmatch(clean(path)))
        or bare(title[path.end :]).strip(" )）]】:：")
    ):
        return None
    before = title[: title.rfind(path.text, 0, path.end)]
    return path if _SET_APART.search(before) else None


def tells_root(text: str) -> bool:
    """Whether a sentence is about where all paths begin; one in a script or language of its own is believed to be."""
    said = words.without_paths(text)
    if _OWN_SCRIPT.search(said):
        return True
    if _TURNED_AWAY.search(said):
        return False
    count = len(re.findall(r"[^\W\d_]{2,}", said))
    if count > _FEW_WORDS and len(_ENGLISH.findall(said)) * 4 < count:
        return True
    if _VERSIONED.search(said) and THINGS.search(said):
        return True
    resting = bool(UNDER.search(said) or _RESTS_ON.search(said) or ("http" in text and _SERVED.search(said)))
    return resting and bool(THINGS.search(said) or _ROUTING.search(said))


def only_path(text: str) -> Path | None:
    paths = [path for path in paths_in(text) if not path.query and (path.host or not FOLDER.match(path.text))]
    return paths[0] if len(paths) == 1 else None


def everything_else(said: str) -> bool:
    """Whether "everything" stands for no paths: "puts everything under `/data`", "search everything ... by prefix"."""
    return not (_ALL.search(_EVERYTHING.sub(" ", said)) and THINGS.search(_EVERYTHING.sub(" ", said))) and (
        len(re.findall(r"[^\W\d_]+", said)) > _MANY or _STORED.search(said) is not None
    )


def _beside_relative(text: str) -> Path | None:
    """The root right behind the words in "Paths beginning `/shops` or `/users` below are relative to `/api/v1`"."""
    word = _RELATIVE.search(text)
    up = _UP_TO_PATH.match(text, word.end()) if word else None
    path = path_at(text, up.end()) if up else None
    return path if path is not None and ROOT_OF_API.fullmatch(clean(path)) else None


def _beside_host(text: str) -> Path | None:
    """The one rooted path of "It runs on `http://localhost:8080` and all routes are below `/api`"."""
    paths = [path for path in paths_in(text) if not path.query]
    rooted = [path for path in paths if clean(path)]
    hosts = [path for path in paths if path.host and not clean(path)]
    return rooted[0] if hosts and len(rooted) == 1 and not rooted[0].host else None


def _says_where(sentence: str, title: str) -> bool:
    """Whether a sentence tells where the service is found: "the API is available at URL", not its documentation or its pages."""
    said = words.without_paths(sentence.replace(CLOSE, " "))
    about = (
        _SERVICE.search(said)
        or (_SERVICE.search(title) and sentence.lstrip(OPEN).startswith("http"))
        or (_ALL.search(said) and THINGS.search(said))
    )
    every = (
        _ALL.search(said) and THINGS.search(said) and len(re.findall(r"[^\W\d_]+", said)) <= _FEW
    )  # `Alla anrop går mot URL`
    return bool("http" in sentence and about and (every or _SERVED.search(said)) and not _ABOUT_DOCS.search(said))


def every_method(text: str) -> str:
    """The method that a sentence says all endpoints have: "All endpoints are `GET` and return JSON"."""
    found = _EVERY_METHOD.search(text) if len(text) < 300 and ("GET" in text or "POST" in text) else None
    return found[1].upper() if found and len(set(_VERB.findall(text))) == 1 else ""


def is_base(name: str) -> bool:
    """Whether a tidied label announces a base."""
    if not name or len(name) > 70 or NOT_BASE.search(name):
        return False
    shortened = re.sub(r"\s*[(（].*?[)）]\s*", " ", name).strip()
    return shortened in words.BASE_LABELS or bool(BASE_WORD.search(name))


def paths_in(text: str) -> list[Path]:
    """The URLs and rooted paths of a text."""
    found: list[Path] = []
    at = 0
    for match in re.finditer(
        rf"(?:https?|wss?)://|(?<![^\s{OPEN}(]):(?=\d{{2,5}}/)|(?<![\w/.}}>:~]){{?/|{OPEN}(?=[a-z]|\{{)|(?:(?<![^\s{OPEN}]))(?=\{{\{{|\$\{{)",
        text[:2000],
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
