"""The words in which documents speak of where paths begin: one vocabulary, by meaning, of which the patterns are put together."""
# ruff: noqa: E501, RUF001  the words and marks of many languages

from __future__ import annotations

import re

from accord.contract.markdown.inline import CLOSE, EDGES, OPEN
from accord.contract.markdown.phrases import Phrases, alternatives


def _words(*meanings: str) -> Phrases:
    return Phrases("|".join(meanings))


def _taken(*meanings: str) -> re.Pattern[str]:
    """Words that are counted in a text or taken out of it."""
    return re.compile("|".join(meanings), re.IGNORECASE)


def _labels(text: str) -> frozenset[str]:
    return frozenset(text.split(";"))


def _whole(words: str) -> str:
    """The same words, none of them as a piece of another."""
    return "|".join(rf"\b{one}\b" for one in alternatives(words))


# --- the prefix itself, and what relates a path to it
_PREFIX = (
    r"\bpr[eéä]fi(?:x|j|ss|ks)|\bпрефикс|\bпрефікс|\bprzedrost|\bpředpon|\bpředčís|\bawalan\b|\bön ?ek|\btiền tố"
    r"|前[缀綴]|プレフィックス|接頭|접두|프리픽스"
)
_RELATIVE = (
    r"\brelative to\b|相[对對]于|からの相対|\brelativ zu[mr]?\b|\brelativ[aeio]s? (?:a|à)\b|\brelati(?:fs?|ves?) à\b|\bотносительно\b|\bвідносно\b|기준(?:으로|입니다)|を基準"
    r"|\bwzględem\b|\brelativ(?:a|t|e)? (?:till|til)\b|\brelatief (?:aan|ten opzichte van)\b|\brelativní k\b|\brelatif terhadap\b|\bgöre(?:li|dir)\b"
    r"|\btương đối (?:với|so với)\b|نسبية? (?:إلى|ل)|نسبت به|के सापेक्ष|สัมพันธ์กับ|σχετικ\w+ (?:με|ως προς)|יחסית ל"
)
_MOUNTED = r"\bmounted\b|挂载|マウント|마운트|\bmontad[oa]s?\b|\bmontée?s?\b|\beingehängt\b"
_HANGS = r"\b(?:hangs?|hung) (?:off|from|under)\b|\bcuelgan? de\b|\bparten de\b|\bdependen de\b|\bpendem de\b|\bpartem de\b|\bse rattachent à\b|\bpartent de\b|\bhängen (?:unter|an)\b|\bpartono da\b"
_BEGINS = (
    r"\b(?:starts?|begins?) with\b|开头|로 시작|[らで]始ま|\bcomienzan con\b|\bempiezan (?:con|por)\b|\bcommencent par\b|\bcomeçam (?:com|por|em)\b|\bbegin(?:t|nen) m(?:it|et)\b"
    r"|\bначина\w+ с|\bпочинаються з\b|\bbắt đầu bằng\b|\bile başla|\bzaczynają się od\b|\bdiawali\b|\bdimulai dengan\b|\bzačínají\b|\bzačínajú\b|\biniziano con\b|\bbörjar med\b"
    r"|\balkavat\b|\bbegynder med\b|\bstarter med\b|\bîncep cu\b|\bkezdőd\w+|\bpočinju s\b|تبدأ ب|מתחילים ב|से शुरू|ขึ้นต้นด้วย|با .{0,40}شروع"
)
_BENEATH = (
    r"\b(?:shown|written|listed|given|printed) without\b|\bunder\b|\bbelow\b|\bserved (?:from|at)\b|\brooted at\b|\bprepend|\blives? (?:at|under)\b|(?:均|都|一律|统一)以|为根"
    r"|\bbajo\b|\bsous\b|아래|配下|相対|기준|\bsob\b|\bunter\b|\bпод\b|\bpoprzedz|\bpod prefixem\b|\bsotto\b|\baltında\w*|\bdi bawah\b|\bnằm dưới\b|مسبوق|تحت|תחת"
)
_LEFT_OUT = (
    r"\bomit\w*|\bleft out\b|\bleave out\b|省略|생략|\bweggelassen\b|\bomiti?d[oa]|\bse omite|\bomis(?:e|es)?\b|\bomess[oi]|\bопущен|\bопускается|\bpominięt\w*"
    r"|\bvynechán\w*|\bopuszcz\w*|\bdihilangkan\b|\bweglaten\b"
)

# --- what takes something out of it
_NOT = r"no|not|n['’]t|never|without|nicht|ohne|kein\w*|sin|sem|não|sans|pas|senza|non|nessun\w*|без|не|bez|nie|zonder|niet|tanpa|tidak|không(?: có)?|utan|inte|uden|ikke"
_INSTEAD = r"instead of|rather than|statt|en (?:lugar|vez) de|em vez de|au lieu de|вместо|zamiast"
_OUT_OF = r"outside(?: of)?|außerhalb|fuera de|fora d[aeo]|hors(?: d[eu])?(?! (?:ligne|stock|service|tax))|fuori da[li]?|вне|vne|poza|buiten|ngoài|dışında"
_OUT_OF_BEHIND = r"之外|以外|不在.{0,12}下|の外|밖"
_AT_ROOT = (
    r"(?:\b(?:at|from|on|under) (?:the )?(?:server |site |domain |host )?root|от корня|в корне|(?:en|desde) la raíz|(?:na|da) raiz|à la racine|im wurzelverzeichnis"
    r"|nella radice|(?:在|位于)根路径下?|根路径下|ルート直下|루트에)"
)
_DENIED = (
    rf"\b(?:{_NOT}|{_INSTEAD})\s{OPEN}?/(?=\w)|(?:而不是|而非|不是|대신)\s?{OPEN}?/(?=\w)"
    r"|\bno (?:path|route|end-?point|url)s?\b|(?:没有|沒有|不需要?加?|无需).{0,16}前缀|접두사가? 없"
)
_NO_PREFIX = (
    rf"\b(?:{_NOT})\s(?:[^\W\d]+\s){{0,4}}(?:(?:pr[eéä]+fi[xjks]|префикс|awalan|tiền tố)\w*|(?<![^\W\d_A-Za-zÀ-ɏ]\s)version\b)|\bön ?ek(?:i|siz| yok|siz\b| olmadan\b| kullanmaz)\b"
    r"|\bno (?:llevan|usan|tienen) (?:el |la )?prefi\w+|\bnão (?:levam|usam|têm) (?:o )?prefi\w+|\bportent pas (?:de |le )?préfixe|\bun(?:prefixed|versioned)\b"
    r"|(?:不|无|没有|无需|不用)(?:带|加|含|使用|需要?)?(?:任何|统一|公共|接口)?前缀|不(?:包)?含(?:版本|前缀)"
    r"|(?:プレフィックス|接頭辞|バージョン|ベース\S{0,8})(?:なし|は付か|[をはがの]{0,2}(?:含み?ま(?:せん|ない)|含まない|付(?:き?ません|かない|けない|けません)|つきません|付け|付か))"
    r"|(?:버전|접두사|프리픽스|prefix)(?:을|를|이|가|는)? ?(?:포함하지|붙지|붙이지|없|제외)"
)  # what is said to carry none
_EXCEPT = (
    _whole(
        r"except(?:ions?|ing|ed)?|unless (?:it|they|the (?:path|route|url|row|endpoint)s?|one|marked|stated|noted|a (?:path|route)) (?:already )?(?:begins?|starts?)|excluding|excludes?|excluded|exempt(?:ed)?|other than|apart from|aside from|save for|sauf|exceptée?s?|hormis|à part|à l['’]exception|exception faite|salvo|excepto|excepción|exceptuando|a excepción|menos"
        r"|exceto|exceção|à exceção|außer|ausgenommen|ausnahmen?|mit ausnahme|bis auf|кроме|исключени\w+|не считая|окрім|крім|винят\w+|за винятком|tranne|eccetto|eccezion[ei]|a parte|ad eccezione|fatta eccezione"
        r"|oprócz|poza|z wyjątkiem|wyjąt\w+|kecuali|pengecualian|behalve|uitgezonderd|uitzondering(?:en)?|kromě|výjimk\w+|okrem|výnimk\w+|trừ|ngoại trừ|ngoại lệ|utom|förutom|undantag\w*|undtagen|undtagelse\w*|bortset fra|unntatt|unntak\w*"
        r"|paitsi|poikkeus\w*|cu excepția|excepți\w+|kivéve|kivétel\w*|osim|iznimk\w*|освен|istisna\w*|εκτός|εξαίρεση"
    )
    + r"|باستثناء|ما عدا|למעט|ยกเว้น|به جز|(?<![删解清移免])除(?!以)|例外|예외"
)
_EXCEPT_BEHIND = r"を除(?:いて|いた|[いきく])|除外|之外|以外|제외(?:한|하고|하면)?|이외|\bhariç\b|\bdışında\b|\bistisna\b|को छोड़कर|के अलावा"

PREFIX = _words(_PREFIX)
RELATIVE = _words(_RELATIVE)
UNDER = _words(_PREFIX, _RELATIVE, _HANGS, r"\bmounted\b|挂载", _BEGINS, _BENEATH)
MOUNTED = _words(
    _MOUNTED,
    rf"(?!prefixing)(?:{_PREFIX})",
    _RELATIVE,
    r"\b(?:routes?|endpoints?|paths?|resources?)\b.{0,60}\b(?:under|below|beneath)\b|아래에|配下|相対|\bэндпоинты .{0,20}под\b|앞에.{0,20}붙(?!지)|로 시작|を付け(?!ま?せん|ない)|が付き(?!ません)|から始ま|\bначина\w+ с|开头",
)
MOUNT = _words(r"\bmount", _MOUNTED, _PREFIX)  # the title of a column
DENIED = _words(_DENIED)  # "there is no `/api` prefix"
NO_PREFIX = _words(_NO_PREFIX)
OUTSIDE = _words(
    _DENIED,
    _NO_PREFIX,
    _AT_ROOT,
    rf"\b(?:{_OUT_OF})\b",
    r"\bno (?:api )?prefix\b|\bwithout (?:the )?(?:api |base |version )?prefix\b|\bnot (?:under|prefixed|versioned|below|part of)\b|\broot[- ]level\b|\bexcept\b|\bdo(?:es)? not (?:use|carry|have)\b|除外|제외|除く",
)
NO_PREFIX_OF_PART = _words(OUTSIDE.pattern, r"根路径")
OUT_OF = _words(_OUT_OF_BEHIND, rf"\b(?:{_OUT_OF})\b")
AT_THE_ROOT = _words(
    rf"{_AT_ROOT}\b|\b(?:not|n't|never) (?:be )?(?:under|prefixed|versioned|below)\b|\bun(?:prefixed|versioned)\b|\b(?:without|no) (?:the |a |any )?(?:api |base |version )?prefix\b",
    r"\boutside (?:of )?(?:it\b|(?:the |this |that )?(?:base|prefix|api)\b)",
)
FROM_ROOT = _words(
    rf"(?:^|[,;(（，；\u2013\u2014-]\s*)(?:[^\W\d]+\s){{0,2}}(?:{_AT_ROOT}|根路径|루트)(?:\s(?:of the|домена|сервера|del|do|du)\s?\w*)?\s*(?:[.,;)）。；|]|$)"
)  # set off by commas or brackets
BEFORE_BASE = _words(
    rf"(?:\b(?:{_NOT}|{_INSTEAD}|{_OUT_OF})\b|不|无|非|没有|而不是|而非)(?:[\s{EDGES}]+[^\W\d]{{1,14}}){{0,4}}?[^\w/.。;；:：]{{0,4}}$"
)  # denies the base that follows
BEHIND_BASE = _words(
    rf"[\s{EDGES}]*(?:[^\W\d]{{1,8}}\s?){{0,3}}(?:없이|없|않|아닌|아니(?:라|고|며)|제외|なし|なく|ない|ません|外|{_OUT_OF_BEHIND}|olmadan|dışında|kullanm|yok)"
)  # the same in languages that deny behind it
EXCEPTION = _words(_EXCEPT_BEHIND, _EXCEPT)
EXCEPTION_BEHIND = _words(_EXCEPT_BEHIND)
OMITTED = _words(_LEFT_OUT)
SPELLED = _words(
    r"\b(?:shown|given|listed|written|repeat\w*|spelled|documented|add|include|muestra\w*|escrib\w+|listad\w+|indica\w*|repeti\w*|mostrad\w+|répét\w+|indiqué\w*|écrit\w*|angegeben|aufgeführt|geschrieben|wiederhol\w*|указан\w*|приведен\w*|повторя\w*)\b|书写|表示|記載|표기|写",
    _LEFT_OUT,
)  # what is only written without the base is below it all the same
RESTS_ON = _words(
    _LEFT_OUT,
    r"\bmounts?\b|\bmounting\b|\breachable\b|\bhave the base\b|\bgo(?:es)? to\b|\bagainst\b|\bcontra\b|\bmade to\b|\bse (?:hacen|realizan|envían|dirigen)\b|\bsont (?:faites|envoyées) (?:à|sur|vers)\b|\bsão feitas\b|\bgehen an\b|\bsend\b|\bsent to\b|\bcuelgan\b|\bparten de\b|\bvorangestellt\b|\bvorangeht\b"
    r"|\brelativ[ao]s? a(?:l|o)?\b|\brelatifs?\b|\bbasat[ei]\b",
)
ROOT_WORD = _words(
    _PREFIX, r"root|version|base|api|/|根路径|ルート"
)  # what a title must speak of to put its part outside

# --- of what it is said
BASE_WORD = _words(
    r"^(?!data )[a-z]+ (?:base|prefix)$|\b(?:url|uri) (?:format|pattern|structure|schema)\b|(?:url|接口|请求地址|请求路径|地址|路径)\s?格式|\bformato (?:de (?:la )?|da )?url\b|\bformat (?:de l['’]|des )?url\b|url\s?(?:の)?(?:形式|형식)|формат (?:url|адреса)|\bbase[\s_-]?(?:url|uri|path|route|endpoint|address)\b|\burl[\s_-]base\b|\broot (?:url|path)\b|\bcontext[\s_-]?(?:root|path)\b|\burl (?:racine|raíz|raiz)\b|\b(?:racine|raíz|raiz) (?:de l['’]|de la |da )api\b|\b(?:api|url|route|path|global|common) prefix\b|\bapi[\s_-]?(?:base|root)\b"
    r"|基础\s?(?:url|路径|地址)|根\s?(?:地址|路径|url)|(?:接口|api|路径|统一|公共|全局)\s?前缀|ruta base|prefijo (?:base|com[uú]n|global|de)|url de base|préfixe|(?:기본|공통)\s?(?:ur[il]|경로|주소)|베이스\s?(?:url|경로)|접두사"
    r"|ベース\s?(?:url|パス)|プレフィックス|caminho base|prefixo|basis-?(?:url|pfad)|präfix|базов\w+ (?:url|путь|адрес|шлях)|percorso base|url di base|prefisso|\btemel (?:url|adres|yol)|\bön ?ek|\bbazow\w+ (?:url|adres|ścieżka)|\b(?:url|adres|ścieżka) bazow|\bzákladní (?:url|adresa|cesta)|\bpředpona\b|\burl dasar\b|\bawalan\b|\b(?:url|đường dẫn|địa chỉ) (?:gốc|cơ sở)\b|\btiền tố\b|\bbas-?url\b|\bbasispad\b|الأساسي|الأساس\b|כתובת (?:ה)?בסיס|נתיב (?:ה)?בסיס|आधार (?:url|पथ)|बेस (?:url|पथ)|url (?:หลัก|พื้นฐาน)|آدرس پایه",
)
NOT_BASE = _words(
    r"\bbehind an?\b|\breverse[- ]proxy\b|\b(?:param|query|parameter|placeholder|frontend|web app|cdn|websocket|ws|mqtt|grpc|image|static|swagger|docs?|documentation|database|table|event|topic|redis|key|cache|token|env|variable|repo(?:sitory)?|git\w*|bitbucket|figma|postman|spec(?:ification)?|wiki|jira|confluence|design|source|npm|registry|license|home-?page|demo|blog"
    r"|old|former|legacy|previous|deprecated|external|third[- ]party|alte?[rns]?|antigu[oa]|ancienne?|antig[oa])\b|旧|仓库|源码|原型|设计稿|이전|저장소",
)
ALL = _words(
    r"\beverything\b|\b(?:all|every|each|any)\b(?!\s+(?:\w+\s+){0,2}(?:requiring|that|which|admin|protected|private|public|auth\w*)\b)|所有|全部|均|一律|统一|\btod[oa]s?\b|\btou(?:s|tes)\b|\balle\b|\bsämtliche\b|모든|전체|すべて|全て|全ての|\bвсе[хм]?\b|\btutt[ei]\b|\btất cả\b|\btüm\b|\bwszystkie\b|\bsemua\b|\bmọi\b|\bvšechny\b|\bvšetky\b|\bвсі\b|\balla\b|\bkaikki\b|\bkõik\b|\bvisi\b|\bsvi\b|\bvšetky\b|\bвсички\b|\btoate\b|\bminden\b|\bόλ(?:α|ες)\b|جميع|كل|כל|सभी|ทั้งหมด|ทุก|همه",
)
THINGS = _words(
    r"\beverything\b|\b(?:these|those|they|them|estos|estas|ellos|ceux-ci|celles-ci|ci-dessus|diese|obigen?|questi|queste|estes|essi|они|эти|этим)\b|以上|上述|上記|これら|위의?|\b(?:end-?points?|routes?|paths?|urls?|uris?|apis?|requests?|resources?|calls|llamadas|chamadas|appels|aufrufe?|rutas|chemins|caminhos|pfaden?|endpunkten?|rotas|requisições|maršruty|routen|ressourcen|schnittstellen|resurser(?:na)?|rutterna|anropen|ruter|ressurser|polut|reitit|pyynnöt|rajapinnat|stier|stien|endepunkter|endpoints|putanje|rute|căile|rutele|cesty|útvonalak|sumber daya|kaynaklar|zasoby|zdroje|risorse|recursos|ressources)\b|接口|路径|请求|端点|路由|(?<![A-Za-z])APIs?(?![A-Za-z])|엔드포인트|경로|요청|エンドポイント|パス|リクエスト|маршрут|\bпут[ьией]\w*|\bзапрос|\bэндпоинт|\banfragen\b|\bpeticiones\b|\bsolicitudes\b|\brequêtes\b|\bistekler\b|\bуrl\b|\buç noktalar|\byollar|\badresler|\bścieżk|\bzapytani|\bżądani|\bpunkty końcowe|\bcesty|\bpožadavk|\bendpointy|\broutery|\bđường dẫn|\byêu cầu|\bpermintaan\b|\bjalur\b|\brute\b|\bрутах|\bшлях|\bендпоінт|\bзапит|\bpercorsi\b|\brichieste\b|\brotte\b|\bverzoeken\b|\bpaden\b|\banrop\b|\brutter\b|المسارات|الطلبات|نقاط|הנתיבים|הבקשות|נקודות|पथ|एंडपॉइंट|अनुरोध|เส้นทาง",
)
_A_PATH = rf"{OPEN}?/[^\s,，、;；()（）{EDGES}]*{CLOSE}?"
SERVED = _words(
    r"\b(?:available|served|hosted|exposed|reachable|reached|accessible|accessed|runs?|running|lives?|located|listens|listening|found|deployed|sent)\b.{0,40}\b(?:at|on|under|from|to|via)\b|访问地址|部署在|运行在|提供服务"
    r"|\bse encuentran?\b|\b(?:está[n]?|queda|corre|disponibles?|publicada?) .{0,20}(?:en|bajo)\b|\b(?:está|disponível|roda|fica|exposta) .{0,20}em\b|\b(?:disponible|accessible|exposée|servie|hébergée)s? .{0,30}(?:à|sur|sous)\b"
    r"|\b(?:erreichbar|verfügbar|bereitgestellt|läuft)\b|\b(?:liegt|befindet sich|steht|hört|antwortet) .{0,20}(?:unter|auf|bei)\b|\bпо адресу\b|\bдоступ\w+\b|\b(?:adresinde|adresinden|üzerinden|adresine)\b|で(?:利用|公開|提供|動作|アクセス)|にアクセス|에서 (?:제공|실행|사용|접근)|\bdisponibile\b|\braggiungibile\b"
)
SERVICE = _words(
    r"(?<![A-Za-z])apis?(?![A-Za-z])|\bbackend\b|\bserver\b|\b(?:rest[- ])?service\b|\bservidor\b|\bserveur\b|\bservicio\b|\bserviço\b|\bschnittstelle\b|\bсервер\b|接口|服务|服務|サーバー?|サービス|서버|서비스|\bsunucu\b"
)
ABOUT_DOCS = _words(
    r"\bdocs?\b|\bdocument\w*|\bswagger\b|\bopenapi\b|\bfront-?end\b|\bplayground\b|\bapp(?:lication)? is\b|\bwebsockets?\b|\bthird[- ]party\b|文档|ドキュメント|문서|документац|\bdokument\w*"
)
ROOT_OF_API = _words(r"(?:/[\w.-]+){0,3}/(?:[\w.-]{0,40}api|rest|v\d+(?:\.\d+)?|(?:api|rest)/\d+(?:\.\d+){0,2})")
ROUTING = _words(
    r"\b(?:router|app|gateway|express|flask|django|fastapi|version|backend|prefix(?:e|es)?|präfix|prefij?o|préfixe|prefisso)\b"
)
TURNED_AWAY = _words(
    r"\bno\b|\bnever\b|\bwithout\b|\bold\b|\bstrips?\b|\bproxi\w+|\bproxy\b|\bforward\w*|\bunlike\b|\blegacy\b|\bdeprecated\b|\bformer\w*|\bswitched off\b|\bremoved\b|\blimit\w*|\bkeine?\b|\bsans\b|\bsin\b|\bsem\b|\bexternal\b|\bthird\b"
)
VERSIONED = _words(r"\bversione?d\b|\b(?:current|api) version\b|\bversioning\b")
SET_APART = _words(rf"(?:^|[\-\u2013\u2014:：(（\[【|·,，@]|(?<![A-Za-z])(?:api|rest)s?)[\s{EDGES}]*(?:https?://\S*)?$")
ENGLISH = _taken(
    r"\b(?:the|is|are|was|be|to|of|and|or|for|with|from|by|as|at|on|an|all|any|every|not?|it|its|that|this|you|your|we|our|can|will|has|have|see|use[sd]?|run|open|call|when)\b"
)
OWN_SCRIPT = _words(r"[^\W\d_A-Za-zÀ-ɏ]")  # a letter that is not Latin
IN_FRONT = _words(
    r"\b(?:gateway|proxy|ingress|nginx|load balancer)\b.{0,60}\b(?:adds?|prepends?|strips?|removes?|rewrites?)\b"
)  # what stands in front of the service is not its contract
OF_A_PART = _words(
    rf"(?:routes?|end-?points?|paths?|requests?|rutas|routen|endpunkte|rotas|calls|apis?|маршруты|запросы)\s(?:under|below|beneath|in|starting with|beginning with|that (?:start|begin) with|bajo|sous|sob|unter|под)\s{_A_PATH}"
    rf"|{_A_PATH}\s?(?:开头|为前缀|下|아래|로 시작하|配下|から始まる)\s?(?:的|의|는|の)?\s?(?:所有|全部|모든|全て|すべて)?\s?の?(?:接口|路径|请求|路由|엔드포인트|경로|요청|API|エンドポイント|パス)"
)  # "all routes under `/api/admin` require the role": about some of them
OF_ARGUMENTS = _words(
    r"(?:路径|文件|目录)参数|\b(?:path|file) (?:param(?:eter)?s?|arguments?)\b|パスパラメータ|パス引数|경로 ?(?:매개변수|파라미터|인자)|\bпараметр\w* пути\b|\bparámetros? de (?:la )?ruta\b|\bparâmetros? de caminho\b"
    r"|\bparamètres? de chemin\b|\bpfadparameter\b"
)  # "all path parameters are relative to `/workspace`": about values, not about endpoints
EVERYTHING = _taken(r"\beverything\b")
_MANY = 12  # words of a sentence that says more than where all paths are
STORED = _words(
    r"\b(?:director(?:y|ies)|folders?|files?|disks?|volumes?|docker|images?|containers?|trees?|stored?|storage|logs?|data)\b"
)
SHOWN = _words(
    r"(?:\b(?:like|e\.\s?g\.?|such as|for example|for instance|z\.\s?b\.|zum beispiel|por ejemplo|p\.\s?ej\.|par exemple|por exemplo|ad esempio|per esempio|например|наприклад|örneğin|na przykład|np\.|misalnya|ví dụ|bijvoorbeeld|například|till exempel)|例如|比如|譬如|例えば|たとえば|예를 들어|예컨대)"
    rf"[^/.\w]{{0,12}}(?=https?://|{OPEN}?/)"
)  # what follows is one of many
DRAWN_FROM = _words(
    r"\b(?:come|comes|coming|fetched|pulled|taken|obtained|retrieved|sourced|data|loaded) from\b|\b(?:powered|provided|backed) by\b|\btalks? to\b|\bwraps?\b|\bprox(?:y|ies)\b|\bforwards?\b|\b(?:handled|processed) by\b|(?<!requests )(?<!calls )(?<!traffic )\bgo(?:es)? through\b"
    r"|\bkommen von\b|\bproviene[n]? de\b|\bproviennent de\b|\bvêm d[aeo]\b|\bprovengono da\b|来自|에서 가져|から取得"
)
WHOLE = _words(
    r"\b(?:full|complete|absolute) (?:paths?|urls?)\b|\b(?:rutas?|caminhos?|rotas?) (?:complet|absolut)[ao]s?\b|\bchemins? (?:complets?|absolus?)\b|\b(?:vollständige[nr]?|absolute[nr]?) pfade?\b|\b(?:полны[ей]|абсолютны[ей]|полный|абсолютный) (?:пут|адрес)\w*|完整路径|绝对路径|完全なパス|絶対パス|フルパス|전체 ?경로|절대 ?경로"
)
OF_HERE = _words(
    r"^\W*(?:these|they|those|both|estos|estas|ces|ils|elles|diese|estes|estas|esses|essas|эти|они|queste|questi|bu)\b|^\W*(?:以下|これら|本章|本节|下列|이들|아래|다음)|\bin this (?:section|part|chapter)\b"
)  # a line on all that stands in its part
THE_ABOVE = _words(
    r"\W*(?:both|these|they|those|the above|all (?:of them|three|four|of these)|each of them|it is|this one|ambos|ambas|estos|estas|les deux|ces|beide|diese|estes|esses|essas|оба|эти|они|以上|上述|これら|上記|両方|위의?|이들)\b"
)  # a sentence on what stands right before it
ABOUT_ACCESS = _words(
    r"\btokens?\b|\bjwt\b|\bauth\w*|\bbearer\b|\blogged in\b|\bcookies?\b|登录|鉴权|认证|令牌|인증|토큰|로그인|認証|トークン|ログイン|\bjeton\b|\bautentica\w*|\bавторизац\w*"
)  # what is taken out of a sentence on access still carries the prefix
NEEDS = _words(
    r"\b(?:requir\w+|needs?|protected|secured|authenticat(?:ed|ion)\b(?=[^,;]{0,20}\b(?:required|needed)\b)|must|login required)\b|\b(?:tokens?|jwt|bearer|cookies?)\b|鉴权|[均都需不无]需|需要|必须|令牌|토큰|トークン|인증이?\s?필요|認証が?必要|\brequier\w*|\bnécessit\w*|\berforder\w*|\bbenötig\w*|\bexige\w*|\brequer\w*|\bтреб\w+|\brichied\w+|\bwymaga\w*"
)

# --- labels and titles
PLACE = _words(
    rf"[\s\-•*>{EDGES}]*(?:local(?:host)?|dev(?:elopment)?|prod(?:uction)?|staging|test|live|sandbox|本地|开发|测试|生产|线上|로컬|개발|운영|ローカル|開発|本番|lokal|desarrollo|producción|produção|développement)[{EDGES}\s:：]*"
)
DEFAULT = _words(
    rf"(?:\bby default\b|\bdefault(?:s to|ing to|ed to)?\b|\bpor defecto\b|\bpar défaut\b|\bstandard(?:mäßig)?\b|\bpadrão\b"
    r"|\bpredefinit\w+|\bdomyślnie\b|\bvarsayılan\w*"
    rf"|по умолчанию|за замовчуванням|默认(?:值|为|是)*|缺省|預設|기본값?|デフォルト)"
    rf"[^\w/{EDGES}]{{0,6}}(?:is|es|ist|est|é|为|是|は)?\s*{OPEN}?(?=/)"
)
SERVER = _words(r"server|servidor|serveur|서버|サーバ|服务器|сервер|sunucu")
TOLD_LABELS = _labels(
    "api url;url de l'api;url de l’api;url de la api;url da api;url dell'api;url der api;api-url;адрес api"
)
LOOSE_LABELS = _labels(
    "base;server;servers;rest;rest api;api gateway;prefix;前缀;생산;生产环境;开发环境;本地环境;测试环境;racine;basis"
)
THIRD_PARTY = _words(
    r"\bexternal\b|\bthird[- ]part(?:y|ies)\b|\bupstreams?\b|\bintegrations?\b|\bextern[aeo]s?\b|\bexternes?\b|\bdata sources?\b"
    r"|第三方|外部|외부|внешн\w+"
)
PAGE = _words(r"\bpages?\b|\bscreens?\b|\bviews?\b|\bfront-?end\b|页|ページ|화면|페이지")

# --- what says nothing of what a part is about
_FILLING = (
    r"(?:api|app|route|router|controller|end-?point|service|resource|group)s?|blueprint|bp|module|require|default|handler|management"
    r"|the|of|and|for|js|ts|py|接口|模块|服务|系统|管理?|相关|部分|모듈|서비스|관리|モジュール|サービス|管理|модуль|сервис|раздел"
)
FILLING = _words(_FILLING)
SAYING_NOTHING = _words(
    _FILLING,
    r"(?:rest|https?|path|url|request|call|section|page|base|prefix\w*|version|own|its?|our|all|other|which|that|are|is|has|have|with|without|live|at|in|on|under|below|root|без|для|сам\w*"
    r"|rutas?|routes?|rotas?|routen|endpunkte?\w*|chemins?|peticiones|запрос\w*|маршрут\w*|метод\w*|эндпоинт\w*|ścieżk\w*|endpoint\w*|percors\w*|rotte|les?|la|los|las|el|de|del|des|du|die|der|das|den|dem|und|et|y|e|i|и|il|gli|sonde|verific\w*|управлени\w*)s?",
)  # in a sentence
FILLING_SPACELESS = _taken(r"接口|模块|相关|端点|功能|部分")
SAYING_NOTHING_SPACELESS = _taken(
    FILLING_SPACELESS.pattern,
    r"路径|路由|请求|管理|的|和|与|等|以及|エンドポイント|関連|機能|系|の|と|は|API|エーピーアイ|類",
)
