"""The words people write around endpoints, in the languages contracts were seen in. Data and look-ups only.

Languages: English, Chinese, Spanish, French, Korean, Japanese, Portuguese, German, and a little Russian, Italian, Turkish, Vietnamese,
Dutch, Polish and Indonesian.
"""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re

from accord.contract.markdown.inline import EDGES
from accord.contract.markdown.memo import remembered
from accord.contract.markdown.phrases import Phrases


def _words(text: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in text.strip().lower().replace("i\u0307", "i").split(";"))


METHOD_LABELS = _words(
    "method;methods;http method;http methods;request method;http request method;api method;verb;http verb;request type;http;type;action"
    ";operation;http type;http action;rest method;call method;available methods;supported methods;methods available;métodos disponíveis;métodos disponibles;métodos permitidos;méthodes;méthodes http;métodos http;metodi;metody;методы;http методы;méthodes disponibles;verfügbare methoden;支持的方法;支持方法;请求方法;请求方式;请求类型;方法;http 方法;http方法;调用方式;提交方式;方式;请求;接口方法;method 方法"
    ";请求method;método;metodo;método http;metodo http;métodos;verbo;verbo http;tipo;méthode;methode;méthode http;methode http;verbe;verbe http"
    ";http-methode;anfragemethode;http-verb;methoden;메서드;메소드;http 메서드;http 메소드;요청 방식;요청 메서드;요청 메소드;요청방식;요청메서드;방식;호출 방식"
    ";phương thức;phương thức http;metode;metode http;metoda;metoda http;verzoek;http-methode;tipo de petición;tipo de requisição;type de requête;tipo de solicitud;메소드 타입;리퀘스트 메소드;http метод запроса;метод запроса;тип запроса;тип;http methode;i̇stek tipi;istek türü;http yöntemi;http metodu;الطريقة;método de requisição;リクエスト方法;リクエストタイプ;http要求方法"
    ";http 请求方式;请求模式;http请求方式;請求類型;méthode de requête;type d'appel;anfragetyp;anfrageart;요청 방법;요청방법;種別;विधि;मेथड;http विधि;طريقة;الطريقة;طريقة الطلب;نوع الطلب;שיטה;מתודה;סוג בקשה;เมธอด;วิธี;วิธีการ;متد;روش;μέθοδος;metodă;metod;metode http;spôsob;způsob;metóda;módszer;menetelmä;tipo di richiesta;tipo richiesta;rodzaj zapytania;typ zapytania;typ żądania;metoda żądania;тип запиту;метод запиту;loại yêu cầu;kiểu;jenis request;jenis permintaan;method request;メソッド;httpメソッド;http メソッド;リクエストメソッド;метод;http метод;http-метод;yöntem;metot;metodo richiesta;請求方法;請求方式"
)
PATH_LABELS = _words(
    "url;uri;path;endpoint;endpoints;end point;end-point;route;api;api endpoint;api url;api path;api route;request url;request uri;request path"
    ";url path;uri path;resource;resource url;resource path;resource uri;address;location;http endpoint;rest endpoint;relative url;full url;url endpoint"
    ";relative path;full path;relative route;service url;api address;link;route path;target;request;rest url;sub-path;subpath;uri template;url template"
    ";路径;接口;接口地址;接口路径;接口url;接口 url;请求地址;请求路径;请求url;请求 url;请求uri;地址;url地址;url 地址;访问路径;访问地址;api路径;api 路径;api地址;api 地址"
    ";端点;路由;链接;接口名;请求接口;api接口;api 接口;url路径;url 路径;接口链接;後端路徑;路徑;請求路徑;請求地址;端點"
    ";ruta;rutas;dirección;direccion;recurso;url de la petición;punto final;punto de acceso;camino;chemin;chemin d'accès;adresse;ressource"
    ";point de terminaison;point d'accès;point d'entrée;pfad;endpunkt;ressource;adresse;경로;엔드포인트;요청 주소;요청 url;요청 경로;주소;api 경로;url 경로;요청주소"
    ";요청url;요청경로;api 주소;api 엔드포인트;パス;エンドポイント;リクエストurl;リクエストパス;url パス;apiパス;ルート;アドレス;caminho;rota;rotas;endereço;endpoint url"
    ";путь;адрес;маршрут;эндпоинт;ресурс;percorso;indirizzo;rotta;yol;uç nokta;adres;uç noktası;rota;đường dẫn;địa chỉ;endpoint api;pad;eindpunt;route pad;jalur;rute;alamat;ścieżka;adres url;punkt końcowy;url запроса;адрес запроса;конечная точка;url de la ruta;шлях;адреса;调用地址;服务路径;方法路径;接口uri;接口 uri;接口路由;路由地址;路由路径;请求路由;url de la requête;url de requête;anfrage-url;anfragepfad;адреса запиту;ендпоінт;ресурси;кінцева точка;المسار;مسار;الرابط;نقطة النهاية;נתיב;כתובת;נקודת קצה;पथ;मार्ग;एंडपॉइंट;यूआरएल;เส้นทาง;พาธ;ที่อยู่;เอ็นด์พอยต์;مسیر;آدرس;διαδρομή;cale;sökväg;rutt;polku;osoite;útvonal;végpont;cesta;koncový bod;url adresa;adresa;ścieżka zasobu;zasób;adres zasobu;adres endpointu;tautan;alamat url;alamat endpoint;liên kết;url api;đường dẫn api;istek adresi;istek url;istek yolu;yol (path);indirizzo url;url richiesta;url de l'endpoint;url del endpoint;url do endpoint;リクエスト先;リソース;url 주소;요청 엔드포인트;api 주소;uri 경로;リクエストパス"
)
BASE_LABELS = _words(
    "base url;base-url;base uri;base path;base_url;baseurl;baseuri;basepath;base route;base endpoint;base api url;base api path;base address;api base"
    ";api base url;api base path;api base uri;api baseurl;api root;api root url;root url;root path;root endpoint;rest base url;rest api base url;rest base"
    ";base url (development);base url (production);base url (local);base url (dev);base url (prod);local base url;development base url;dev base url"
    ";production base url;prod base url;default base url;http base url;service base url;service base path;server base url;backend base url"
    ";prefix;api prefix;url prefix;route prefix;path prefix;common prefix;global prefix;base prefix;routes prefix;router prefix;endpoint prefix;global api prefix"
    ";context path;mount path;mount point;mounted at;mounted under;mounted on;rest api;api url prefix;url base;base;server url;server;servers;api server;version prefix"
    ";rest;http base;base urls;routes mounted at;rest prefix;backend url;api gateway;api url base;all routes under;all endpoints under;prefixed with"
    ";基础路径;基础url;基础 url;基础地址;基本路径;基本url;基址;根路径;根地址;接口前缀;api前缀;api 前缀;路径前缀;统一前缀;前缀;公共前缀;路由前缀;服务地址;服务器地址;请求前缀"
    ";接口地址前缀;url前缀;url 前缀;基准url;基准 url;基准路径;基准地址;接口基础路径;接口基地址;基地址;全局前缀;默认前缀;接口根路径;接口基础地址;api基础路径;api 基础路径"
    ";基础请求路径;通用前缀;接口统一前缀;base url 地址;生产环境;开发环境;本地环境;测试环境;api 根路径;api根路径;基礎路徑;基礎 url;前綴"
    ";url base;ruta base;url raíz;ruta raíz;prefijo;prefijo base;prefijo común;prefijo global;prefijo de api;prefijo de la api;dirección base;base de la url;url base de la api"
    ";base de la api;uri base;url de base;chemin de base;préfixe;prefixe;préfixe commun;préfixe global;préfixe api;préfixe des routes;racine;url racine;adresse de base"
    ";base de l'api;url de base de l'api;uri de base;기본 url;기본 경로;베이스 url;베이스url;기본url;접두사;프리픽스;루트 경로;공통 경로;공통 접두사;공통 prefix;공통 url;api 기본 경로"
    ";기본 주소;기본 엔드포인트;api 접두사;서버 주소;url 접두사;경로 접두사"
    ";ベースurl;ベースパス;ベース url;ベース パス;プレフィックス;接頭辞;共通プレフィックス;ルートパス;基本url;基本パス;apiベースurl;apiプレフィックス;共通パス;パスプレフィックス"
    ";caminho base;prefixo;prefixo comum;prefixo global;prefixo da api;prefixo base;url base da api;rota base;base da url;base da api;endereço base"
    ";basis-url;basis url;basispfad;basis-pfad;präfix;api-präfix;globales präfix;basisadresse;pfadpräfix;gemeinsames präfix;url-präfix;basis;basis-url der api"
    ";базовый url;базовый путь;базовый адрес;префикс;общий префикс;percorso base;url di base;prefisso;temel url;temel yol;temel adres;ana url;kök url;kök adres;ön ek;önek;öneki;ön eki;api öneki;api ön eki;rota öneki;url öneki;url cơ sở;tiền tố;basis-url;basispad;bazowy url;bazowy adres;prefiks;url dasar;awalan;الرابط الأساسي;العنوان الأساسي;المسار الأساسي;عنوان url الأساسي;رابط الأساس;כתובת בסיס;כתובת הבסיס;נתיב בסיס;url בסיס;आधार url;आधार पथ;बेस url;मूल url;url หลัก;url พื้นฐาน;url ฐาน;ที่อยู่หลัก;آدرس پایه;مسیر پایه;базовий url;базова адреса;базовий шлях;основний url;спільний префікс;префікс;základní url;základní adresa;základní cesta;předpona;url bazowy;adres bazowy;bazowy url api;podstawowy url;podstawowy adres;ścieżka bazowa;wspólny prefiks;bas-url;basadress;grundadress;url gốc;đường dẫn gốc;địa chỉ gốc;địa chỉ cơ sở;đường dẫn cơ sở;url cơ sở api;alamat dasar;url de bază;adresa de bază;alap url;βασικό url;βασική διεύθυνση;perusosoite;perus-url;основной url;корневой url;основной адрес;корень api;indirizzo base;url base dell'api;base dell'url;prefisso comune;api temel url;ortak ön ek;taban url;base url api;базовый url api;base do url;βάση;βασική διαδρομή;baza;bas;základ;základná adresa;základná url;temel;ฐาน;पथ आधार;پایه;الأساس;المسار الجذري;база;база url;basis-pad;grund-url;rot-url;rotadress;perus-polku;alapcím;url base de l'api"
)
METHOD_COLUMN = METHOD_LABELS | _words("verbs;http req;req;m;メソッド名;http动词;动词")
PATH_COLUMN = PATH_LABELS | _words(
    "routes;urls;paths;uris;apis;endpoint path;url / path;method & path;relative path;endpoint (relative);接口 / 路径"
)
SAMPLE_COLUMN = _words(
    "example;examples;e.g.;sample;example request;example call;示例;例子;范例;请求示例;ejemplo;ejemplos;exemple;exemples;예시;예;例;リクエスト例;サンプル;exemplo;exemplos;beispiel;beispiele;пример"
)

DEFAULT_COLUMN = _words(
    "default;defaults;default value;默认;默认值;缺省值;預設;預設值;por defecto;valor por defecto;predeterminado;par défaut;valeur par défaut;défaut;standard;standardwert;vorgabe;기본값;기본;デフォルト;デフォルト値;既定値;初期値;padrão;valor padrão;по умолчанию;значение по умолчанию;за замовчуванням;predefinito;valore predefinito;varsayılan;varsayılan değer;domyślnie;wartość domyślna;mặc định;nilai default;bawaan;standaard;standaardwaarde;výchozí;standardvärde"
)

_PLANNED = Phrases(
    r"\bplanned\b|\bcoming soon\b|\bfuture (?:endpoints?|apis?|routes?|work|extensions?|additions?|scope)\b|\bnot (?:yet )?implemented\b"
    r"|\bto be implemented\b|\bunimplemented\b|\bupcoming\b|\broadmap\b|\bproposed\b|\bnot yet available\b|^\W*to-?do\W*$|\(TODO\)|\bTODO:|\bTBD\b|^future$|\bbacklog\b(?! id)"
    r"|待实现|未实现|计划中|规划中|待开发|未来(?:接口|计划|规划)|尚未实现|即将推出|后续(?:规划|计划)|计划接口|待完成|未開発|規劃中"
    r"|\bplanificad[oa]s?\b|\bplanead[oa]s?\b|\bpróximamente\b|\bpendientes? de implementar\b|\bno implementad[oa]s?\b|\bfutur[oa]s? (?:endpoints?|rutas?)\b|\bpor implementar\b"
    r"|\bplanifié(?:e|s|es)?\b|\bprévue?s?\b(?! par)|\bà venir\b|\bnon implémentée?s?\b|\bpas encore implémentée?s?\b|\bbientôt\b"
    r"|(?:추가|구현|개발|제공|지원|출시|공개)\s*예정|[(（\[]예정|^예정(?=\W*$)|예정(?=\s*(?:API|기능|엔드포인트|[)）\]]|$))|미구현|추후 구현|계획 중|계획된|구현 전|(?:実装|対応|追加|公開|提供|開発|リリース)予定|^予定(?:の|$)|[(（\[【]予定|未実装|未対応|準備中|준비 ?중|敬请期待|実装予定|計画中"
    r"|\bplanejad[oa]s?\b|\bem breve\b|\b(?:ainda )?não (?:implementad|disponí)\w+|\ba(?:ú|u)n no (?:implementad|disponib)\w+|\ba implementar\b|\bgeplante?[rsn]?\b|\bdemnächst\b|\bnoch nicht (?:implementiert|umgesetzt|verfügbar|fertig)\b|\bzukünftige?\b"
    r"|\bзапланирован\w*\b|\bпланируется\b|\bне реализован\w*\b|\bpianificat[oaie]\b|\bplanlan\w+\b|\bplanlı\b|\byakında\b|\bhenüz (?:hazır|yok|uygulanmadı)\w*|\bв планах\b|\bскоро\b|\bпозже\b|\bgepland\b|\bplanowan\w+\b|\bdirencanakan\b|\bbelum (?:diimplementasi|tersedia)\w*|\bakan datang\b|\bdự kiến\b|\bsắp ra mắt\b|\bchưa (?:triển khai|có|hỗ trợ)\b|\bđang lên kế hoạch\b|\bplánovan\w+|\bpřipravuje(?:me|\s+se)\b|\bв разработке\b|\bзаплановано\b|\bзапланован\w+|\bу планах\b|\bплануєть?ся\b|\bnon ancora (?:implementat|disponibil)\w*|\bin arrivo\b|\bda implementare\b|\bnog niet (?:geïmplementeerd|beschikbaar)\b|\bplanerad\w*|מתוכנן|מתוכננות|בקרוב|טרם מומש|قريبا|قريبًا|مخطط|لم (?:تنفذ|ينفذ) بعد|قيد التطوير|योजना|जल्द|เร็ว ๆ นี้|เร็วๆ นี้|ยังไม่เปิด"
)
_ADJECTIVE = re.compile(
    r"planned|upcoming|proposed|backlog|roadmap|geplante?[rsn]?|zukünftige?|planificad[oa]s?|planead[oa]s?|planejad[oa]s?|planifié(?:e|s|es)?|prévue?s?|à venir|запланирован\w*|pianificat[oaie]|planlan\w+|gepland|planowan\w+",
    re.IGNORECASE,
)
_WORD_AFTER = re.compile(r"[ \t]+([^\W_][\w'’-]*)")
_WORD_BEFORE = re.compile(r"([^\W_][\w'’-]*)[ \t]+$")
_THING = re.compile(
    r"end-?points?|apis?|routes?|features?|additions?|extensions?|changes|functionality|work|calls|methods|resources|endpunkte|routen|pfade|erweiterungen|schnittstellen|rutas|rotas|maršruty|эндпоинт\w*|методы|маршруты|GET|POST|PUT|PATCH|DELETE|uç",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"in|for|as|to|at|on|by|but|with|after|until|and|or|soon|für|ab|para|pour|dans|em|на|в|для|per|voor|not|v\d\S*|\d\S*",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"is|are|was|only|still|currently|yet|and|or|status|api|apis|endpoints?|routes?|ist|sind|noch|está|están|são|est|sont|è|sono",
    re.IGNORECASE,
)
_UNDERWAY = Phrases(
    r"[(（\[【]\s*[^\w\s]*\s*(?:in development|in progress|work in progress|wip|en desarrollo|em desenvolvimento|en cours(?: de développement)?|in arbeit|в разработке|开发中|開発中|개발 ?중|geliştiriliyor)\s*[)）\]】]"
)
_SET_OFF = re.compile(r"[(\[（【〔*_—–-]\s*[^\w\s]*\s*")
_DEPRECATED = Phrases(
    r"\bdeprecated\b|\bdeprecation\b|\blegacy[ -](?:endpoint|api|alias|route)|\(legacy\)|已废弃|已弃用|废弃|弃用|已過時|已棄用|\bobsolet[oae]s?\b|\bobsolète\b"
    r"|\bdépréciée?s?\b|\bdeprecad[oa]s?\b|\ben desuso\b|\bobsolet[oa]\b|\bveraltet\w*\b|非推奨|廃止予定|더 이상 사용|지원 중단|지원 종료|폐기 예정|\bdescontinuad[oa]s?\b|\bустарел\w*\b|\bdeprecato\b"
)
_GONE_SECTION = Phrases(
    r"\b(?:removed|deleted|retired|discontinued)\s+(?:(?:api|legacy|old|http|rest|public|internal|and|or|from|the|in|v?\d[\w.]*|[a-z]+ed|[,/&:\u2013\u2014-])[,:]?\s+){0,4}(?:endpoints?|routes?|apis?|paths?)\b|\b(?:endpoints?|routes?|apis?|paths?)\b.{0,30}\b(?:removed|retired|discontinued)\b"
    r"|^removed(?=\W*$|\s+(?:in|from|since|with|as|by|and|or)\b)|\bnot (?:yet )?(?:mounted|exposed|supported|included|part of|available|in scope)\b|\bnot in (?:this|the|v\d)\b|\bout of scope\b|\bnon[- ]goals?\b|\bunmounted\b|\bdoes not exist\b|\bdo not exist\b|\bno existen?\b|\bn['’]existent? pas\b|\bexistieren? nicht\b|\bnão existem?\b|\bне существу|\bnon esist"
    r"|已删除(?:的)?(?:接口|端点)|已移除|已下线|不存在的|不提供|eliminad[oa]s\b|\bendpoints? eliminad|\bno (?:expuest|montad|disponible)|supprimée?s\b|\bnon (?:exposé|monté)|hors périmètre|hors du périmètre"
    r"|\bnicht (?:vorgesehen|geplant|angeboten)\b|\bno (?:previsto|contemplado)s?\b|\bnon (?:prévue?s?|previst[oaie])\b|\bnot (?:planned|offered|provided)\b|\bnão previst[oa]s?\b|\bне предусмотрен\w*|\bне передбачен\w*|\bnie przewid\w+|삭제된|제거된|제외된|範囲外|削除された|廃止された|削除済み|\bremovid[oa]s\b|fora do escopo|fuera de(?:l)? alcance|entfernte?\b|nicht (?:eingebunden|verfügbar)|\bудал[её]нн|\bentfallen\w*|\bweggefallen\w*|\b(?:endpunkte|routen|pfade)\b.{0,20}\bnicht mehr\b|\bya no (?:existen|están)\b|\bn['’]existent plus\b|\bnão existem mais\b|\bбольше не (?:существу|поддержива|доступн)|\bno longer (?:exist|available|supported)\b|\bkaldırıl(?:an|dı)\b|已取消|不再(?:提供|支持)|사라진|더 이상 (?:제공|존재)하지"
)
_OPEN_TO = Phrases(
    r"\bavailable\b|\bsupported\b|\bincluded\b|\bpart of\b|\bin scope\b|\bdisponible\b|\bverfügbar\b"
    r"|\breplac|\binstead\b|\bsuccessors?\b|\bersetz|\breemplaz|\bremplac|\bsubstitu|替代|代替|대체|置き換"
)
_GONE_ROW = Phrases(
    r"(?-i:\bREMOVED\b)|\bno longer exist\b|\bremoved (?:in|since|with|as of|from) (?:v?\d|version|release|api|the api)|^removed\W*$|[(\[（【]\s*(?:removed|eliminad[oa]|supprimée?|entfernt|removid[oa]|已删除|已移除|已下线|삭제됨|제거됨|削除済み|廃止済み)(?=\s*(?:[)\]）】,，:：]|in\b|since\b|v?\d|$))"
    r"|\b(?:endpoint|route|api)\s+(?:was|has been|is) removed\b|\b(?:endpoint|route|api)\s+does(?: not|n['’]t) (?:yet )?exist\b|\b(?:end-?points|routes|apis)\s+do(?: not|n['’]t) (?:yet )?exist\b|^\W*does(?: not|n['’]t) exist\b|\bdoes(?: not|n['’]t) exist (?:in v\d|yet|in this|here|any ?more)"
    r"|\bno longer (?:exists|available|supported|served|exposed|mounted)\b|\bnot (?:yet )?(?:exposed|mounted)\b|\bnot (?:available|supported|provided) in v\d"
    r"|[-\u2013\u2014:：]\s*removed\s*(?:in\b|since\b|$)|\b(?:contract|version|release) (?:may|might) add\b"
    r"|は(?:提供|公開|実装|サポート|用意)し(?:ない|ません|ていない|ていません)|は(?:存在しない|存在しません|ありません)|^\W*(?:该接口)?(?:暂不提供|不提供|不开放|不存在)(?!.{0,6}(?:时|则|返回))|(?:은|는) (?:제공|지원|공개)하지 않|(?:은|는) 존재하지 않|\bis not (?:provided|offered)\b|\bno se (?:ofrece|expone)\b|\bn['’]est pas (?:exposée?|fournie?|proposée?)\b|\bwird nicht (?:angeboten|bereitgestellt)\b|\bgibt es nicht\b|\bnão é (?:oferecid|expost)[oa]\b|(?:该|此|本)?接口已(?:被)?(?:删除|移除|下线)|接口不存在|\b(?:endpoint|ruta) (?:ha sido|fue) eliminad[oa]\b|\bno existe (?:en v|todavía|aún)\b|\b(?:endpoint|route) (?:a été )?supprimée?\b"
    r"|\bn['’]existe (?:pas encore|plus)\b|\b(?:rota|endpoint) foi removid[oa]\b|\bendpunkt wurde entfernt\b|\bexistiert (?:noch nicht|nicht mehr)\b|\bnicht mehr (?:verfügbar|unterstützt|vorhanden)\b|\bya no (?:existe|está disponible|se (?:admite|soporta|usa))\b|\bn['’]est plus (?:disponible|supportée?|prise? en charge)\b|\bnão é mais (?:suportad|usad)[oa]\b|\bбольше не (?:существу|поддержива|доступ|использу)|더 이상 (?:지원|사용|제공)|已不再(?:支持|提供|使用)|\bnão existe (?:mais|ainda)\b"
)
# "created if it does not exist yet", "410 no longer available" tell of the things an endpoint serves
_CONDITION = Phrases(
    r"\b(?:if|when|unless|where|whether|in case|once|[45]\d\d|wenn|falls|si|se|caso|quando|cuando|lorsque|если|когда|eğer)\b|如果|若|当"
)
_SAMPLE = Phrases(
    r"\bexamples?\b|\bsamples?\b|\be\.g\.|\busage\b|\bquick ?start\b|\bgetting started\b|\bwalk-?through\b|\btutorial\b|\bcurl\b|\bworkflows?\b|\bflows?\b|\bscenario\b|\btry it\b|\bdemo\b"
    r"|\bvoorbeeld|\bprzykład|\bcontoh\b|\bví dụ\b|\börnek|\besemp|示例|例子|样例|举例|调用示例|使用流程|流程|範例|\bejemplos?\b|\bflujos?\b|\bexemples?\b|\bexemplos?\b|\bfluxos?\b|예시|예제|사용법|흐름|使用例|サンプル|フロー|リクエスト例|\bbeispiele?\b|\bablauf\b|\bпример|\bприклад|\bpříklad|\bukázk|דוגמ|أمثلة|مثال|उदाहरण|ตัวอย่าง|نمونه"
)
_SAMPLES = re.compile(
    r"[\W\d_]*(?:(?:usage|request|more|some|api) )?(?:examples?|samples?|示例|例子|样例|範例|ejemplos?|exemples?|exemplos?|beispiele?|esempi(?:o)?|примеры?|예시|예제|例|使用例|サンプル|örnek(?:ler)?)[\W_]*",
    re.IGNORECASE,
)
_ONE_SAMPLE = re.compile(
    r"\W*(?:example|sample|scenario|示例|例子|样例|範例|例|ejemplo|exemple|exemplo|beispiel|esempio|пример|приклад|예시|예제|サンプル|örnek|przykład|contoh|ví dụ|voorbeeld|příklad|exempel)\s?(?:\d|[a-z]\b|[:：(（\u2013\u2014-])",
    re.IGNORECASE,
)
_GENERIC = Phrases(
    r"\bpagination\b|\bfilter(?:ing|s)\b|\bsorting\b|\brate[ -]?limit|\bversioning\b|\bconventions?\b|\bnaming\b|\burl design\b|\bdesign (?:rules|principles|guidelines)\b|\bguidelines\b|\bbest practices?\b"
    r"|\bhttp methods?\b|\bhttp verbs\b|\bstatus codes?\b|\berror (?:codes?|handling|format|responses?)\b|\bcors\b|\bidempotenc|\btroubleshooting\b|\bchangelog\b|\bchange log\b|\brelease notes\b|\bmigration\b|\bhistory\b"
    r"|\btest(?:ing|s| plan| cases?)?\b|\bchecklist\b|\bbreaking changes\b|\bstyle guide\b|\bresource naming\b"
    r"|\bknown (?:issues|bugs|limitations|problems)\b|\bfaq\b|\bcommits\b|已知问题|常见问题|既知の問題|よくある質問|알려진 (?:문제|이슈)|\bproblemas conocidos\b|\bproblèmes connus\b|\bbekannte (?:probleme|fehler)\b|\bизвестные проблемы\b"
    r"|(?:^|[\s.、与和及/])(?:分页|过滤|排序|限流)(?=$|[\s、与和及/:：(（]|参数|说明|规则|约定|格式|示例|机制|策略|规范|查询参数)|命名规范|设计规范|版本控制|状态码|错误码|错误处理|更新日志|变更记录|测试|注意事项|\bpaginaci[oó]n\b|\bconvenciones\b|\bpagination\b|\bconventions?\b|페이지네이션|페이징|규칙|에러 코드|変更履歴|ページネーション|規約|エラーコード|\bpagina[cç][aã]o\b|\bconvenções\b|\bpaginierung\b|\bkonventionen\b"
)
_HISTORY = Phrases(
    r"\bchange[ -]?logs?\b|\brelease notes\b|\b(?:version|revision|release|document|change) history\b|\brecent changes\b|\bwhat['’]?s new\b|\bbreaking changes\b|\bmigrat(?:ion|ing) (?:guide|notes?|from)\b|\bupgrad(?:e|ing) (?:guide|notes?|from)\b"
    r"|(?<!自动)(?<!软件)(?:更新|变更|变动|版本|修订|修改|發佈|變更)(?:日志|记录|历史|说明|日誌|記錄|履歷)|変更履歴|更新履歴|改訂履歴|リリースノート|(?:변경|수정|버전|개정|업데이트) ?(?:이력|기록|내역)|릴리[즈스] 노트"
    r"|\b(?:historial|registro) de (?:cambios|versiones)\b|\bnotas de (?:la )?versi[oó]n\b|\bhist[oó]rico de (?:altera[cç][oõ]es|vers[oõ]es|mudan[cç]as)\b|\b(?:journal|historique) des (?:modifications|changements|versions)\b|\bnotes de version\b"
    r"|\bänderungs(?:protokoll|verlauf|historie)\b|\bversionshistorie\b|\b(?:история|журнал) (?:изменений|версий)\b|\bregistro delle modifiche\b|\bdeğişiklik günlüğü\b|\bsürüm notları\b|\blịch sử thay đổi\b|\bnhật ký thay đổi\b|\bhistorie změn\b|\bhistoria zmian\b|\bdziennik zmian\b|\bісторія змін\b|\bжурнал змін\b|\b(?:riwayat|catatan) perubahan\b|\bcronologia\b|\bstorico (?:delle )?(?:modifiche|versioni)\b|\bwijzigingslog\b|\bändringslogg\b|سجل التغييرات|سجل الإصدارات|יומן שינויים|היסטוריית (?:שינויים|גרסאות)|बदलाव|परिवर्तन|บันทึกการเปลี่ยนแปลง|ประวัติการแก้ไข"
)
_FORBIDDEN = re.compile(
    r"\b(?:operations?|end-?points?|routes?|calls|requests|methods|apis)\s+(?:must|should|may)\s?n[o'’]t\s+(?:ever\s)?be\s+(?:used|called|invoked)\b"
    r"|\b(?:do not|don['’]t|never)\s+(?:use|call)\s+(?:these|the following|any of)\b|(?:不要|请勿|禁止)(?:使用|调用)以下",
    re.IGNORECASE,
)  # what follows belongs to another, or is wrong
_RELEASE = re.compile(r"\W*v?\d+\.\d+[\w.+-]*\W+\d{4}-\d\d-\d\d\W*")
_FOREIGN = Phrases(
    r"\bthird[- ]part(?:y|ies)\b|\bexternal\b|\bupstream\b|\boutbound\b|\boutgoing\b|第三方|外部|\b(?:abhängige|angebundene|angrenzende) (?:systeme|dienste)\b|\bumsysteme\b|\b(?:dependent|downstream|integrated|connected) (?:systems?|services?|apis?)\b|依赖(?:服务|系统|接口)|連携先|外部連携|연동 ?(?:시스템|서비스)|\bextern[oae]s?\b|\bterceros\b|\bterceiros\b|\btiers\b|\bdrittanbieter|\bexterne[rns]?\b|\bсторонн|\bвнешн|\bharici\b|외부|업스트림|サードパーティ|アップストリーム|上游"
)
_CALLING = Phrases(
    r"\b(?:it|we|service|server|backend|app) (?:also |then )?(?:calls?|consumes?|uses?|depends on)\b|\b(?:we|the service|the server) (?:calls?|notif(?:y|ies)|sends?)\b|\bnous (?:appelons|notifions|envoyons)\b|\bwir (?:rufen|senden|schicken)\b|\b(?:notificamos|enviamos|chamamos)\b|\bruft\b|\bnutzt\b|\bllama(?:mos)? a\b|\bconsume\b|\bappelle\b|\bchama\b|\bвызыва|\bçağır|调用|呼び出|호출"
)
_GOOD_BAD = Phrases(
    r"❌|✗|✘|👎|🚫|^\s*(?:wrong|bad|incorrect|avoid|don['’]?t|anti-?pattern|mal|malo|incorrecto|mauvais|falsch|schlecht|ruim|errado|错误|不推荐|反例|잘못|나쁜|悪い例|誤り)\b|^\s*(?:错误|不推荐|反例|不好|잘못|나쁜|悪い例|誤り|NG)\s*[:：)）]"
    r"|^\W*(?:good|right|correct|do|yes|ok|bien|bueno|correcto|bon|correct|juste|gut|richtig|bom|correto|certo|хорошо|правильно|bene|giusto|正确|推荐|좋은 예|良い例)\s*[:：].{2,160}[\s;；,，./|—–-](?:wrong|bad|incorrect|don['’]?t|not|no|mal|malo|incorrecto|mauvais|faux|falsch|schlecht|ruim|errado|плохо|неправильно|male|sbagliato|错误|不推荐|나쁜 예|悪い例)\s*[:：]"
)
_ONLY_ENDPOINT = re.compile(
    r"(?:(?:^|\b(?:a|an|one|the|has|is|exposes|via|through|uses)\s)(?:single|only|sole|one)(?: \w+)? (?:http )?(?:end-?point|route)(?: is)?"
    r"|\b(?:all|every|each)\b.{0,40}\b(?:quer(?:y|ies)|requests?|operations?|calls?|mutations?)\b.{0,40}\b(?:to|through|via|at|on|against)(?: the)?(?: (?:single|only) (?:end-?point|route))?"
    r"|唯一(?:的)?(?:接口|端点|入口)(?:是|为)?|(?:único|única) (?:endpoint|ruta|rota)(?: es| é)?|(?:unique|seul) (?:endpoint|point d['’]entrée)(?: est)?|einziger? (?:endpunkt|route)(?: ist)?|유일한 엔드포인트는?|唯一のエンドポイント(?:は)?|единственный эндпоинт)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_SENT = Phrases(
    r"\b(?:we|server|service|system|platform|api|backend)(?: \w+){0,2} (?:will )?(?:send|post|deliver|notif(?:y|ie)|call|push|dispatch|issue|make|perform)e?s?\b(?! (?:the )?(?:request|call)s? (?:us|our))"
    r"|\b(?:sent|delivered|posted|dispatched|pushed|fired|issued)\b.{0,40}\b(?:to (?:the|your|a|each|every|all)|by (?:us|the (?:server|service|platform|system)))\b|\byour (?:own )?(?:server|url|end-?point|app|application|backend|callback|webhook|service|handler|site)\b|\b(?:registered|configured|subscribed|subscriber'?s?) (?:url|end-?point|callback|webhook)"
    r"|(?:向|推送(?:到|至)|通知(?:到|至)?|回调(?:到|至)?|发送(?:到|至)|调用).{0,20}(?:您|你|商户|开发者|第三方|接入方|回调地址|订阅|用户配置|客户端)|(?:商户|开发者|接入方)(?:配置|提供|设置)的"
    r"|\b(?:enviamos|enviará|envía|se envía|enviaremos|enviados? a)\b|\btu (?:servidor|endpoint|url)\b|\bsu (?:servidor|endpoint)\b|\b(?:nous envoyons|envoie|est envoyée?|sont envoyée?s)\b|\bvotre (?:serveur|url|endpoint|application)\b"
    r"|\b(?:senden wir|sendet|gesendet|schickt)\b|\b(?:ihre?n?|deine?n?) (?:server|url|endpunkt|endpoint|anwendung)\b|전송합니다|발송합니다|호출합니다|등록한? ?(?:URL|주소|엔드포인트)|送信し|通知し|登録(?:した|された) ?(?:URL|エンドポイント)|\b(?:enviaremos|envia|enviado para|seu servidor|sua url|seu endpoint)\b|\b(?:отправля\w+|отправим|вашем?у?|ваш) (?:запрос|сервер\w*|url|адрес\w*)"
)
_RECEIVES = Phrases(
    r"\b(?:this|the following) end-?point\b|\breceiv\w+|\bincoming\b|\binbound\b|\bfrom (?:stripe|paypal|github|the (?:provider|payment|partner|gateway|vendor))\b|接收|由.{0,12}调用|处理.{0,12}(?:回调|通知)|受信|受け取|수신|\breci(?:be|bir)\b|\breçoit\b|\bempfängt\b|\brecebe\b|принима"
)
_HOOKS = Phrases(
    r"\bweb-?hooks?\b|\bcall-?backs?\b|\boutgoing\b|\bnotifications? (?:sent|payloads?)\b|\bevents? (?:delivery|payloads?)\b|\bnotificaci\w+|\bnotifications?$|\bbenachrichtigung|\bnotificaç\w+|\bnotifiche\b|回调|异步通知|推送|웹훅|콜백|コールバック|ウェブフック|通知|вебхук|уведомлен|\bnotificaciones salientes\b"
)
_LABEL = re.compile(rf"^[\s{EDGES}\-•*]*:?([^:：=|\n{EDGES}]{{1,48}}?)[{EDGES}\s]*(?:[:：]|=(?!=))[\s{EDGES}]*")
_BRACKETED = re.compile(rf"^[\s{EDGES}]*[【〔［]([^【】〔〕［］\n]{{1,20}})[】〕］][\s{EDGES}]*")  # `【请求方式】POST`
_COLON = re.compile(rf"[:：][\s{EDGES}]*")
_PATH = re.compile(rf"(?<![\w<])/(?:[^\s|`()（）【】{EDGES}]|(?<=[/\w}}])\([^)\s]*\))*")
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31-\u0e3a\u0e47-\u0e4e"  # of letters
_DECORATION = re.compile(rf"[^\w\s()/&.'’{_MARKS}-]+")


@remembered
def tidy(text: str) -> str:
    """A label or header cell as the word lists spell it: lower case, without emoji, numbering, edges and colon."""
    cleaned = _DECORATION.sub(" ", "".join(c for c in text if c not in EDGES)).replace("_", " ")
    cleaned = re.sub(r"^\s*(?:\d+(?:\.\d+)*[.)]?\s+|[(（]\d+[)）]\s*)", "", cleaned)
    return " ".join(cleaned.lower().replace("i\u0307", "i").strip(" .:：-—").split())


def label(text: str) -> tuple[str, int]:
    """The label a line begins with (tidied) and where its value starts; an empty label where there is none."""
    return _label(text[:400])


@remembered
def _label(text: str) -> tuple[str, int]:
    bracketed = _BRACKETED.match(text)
    name = tidy(bracketed[1]) if bracketed else ""
    if bracketed and (name in METHOD_LABELS or name in PATH_LABELS or name in BASE_LABELS):
        colon = _COLON.match(text, bracketed.end())
        return name, colon.end() if colon else bracketed.end()
    match = _LABEL.match(text)
    return (tidy(match[1]), match.end()) if match else ("", 0)


def without_paths(text: str) -> str:
    """A text with its paths taken out: `/todo` plans nothing and `/removed-users` is not gone."""
    return _PATH.sub(" / ", text) if "/" in text else text


def is_planned(text: str) -> bool:
    return _is_planned(without_paths(text[:600]))


@remembered
def _is_planned(said: str) -> bool:
    return bool(_UNDERWAY.search(said)) or any(_about_endpoint(said, match) for match in _PLANNED.finditer(said))


def _about_endpoint(text: str, match: re.Match[str]) -> bool:
    """Whether the endpoint is what is planned, not what it serves: `planned (v2)`, but not `upcoming events`, `Get the backlog`."""
    if not _ADJECTIVE.fullmatch(match.group().strip()):
        return True
    after = _WORD_AFTER.match(text, match.end())
    before = _WORD_BEFORE.search(text[max(0, match.start() - 40) : match.start()])
    things = after is not None and bool(_THING.fullmatch(after[1]))
    return things or (
        (after is None or bool(_GOES_ON.fullmatch(after[1])))
        and (before is None or bool(_LINKS.fullmatch(before[1]) or _THING.fullmatch(before[1])))
    )


def is_marked_planned(text: str) -> bool:
    """Whether a bracket or a dash sets off that it is planned: `GET /pets (coming soon)`."""
    said = without_paths(text[:300])
    found = (_PLANNED.match(said, mark.end()) for mark in _SET_OFF.finditer(said))
    return bool(_UNDERWAY.search(said)) or any(match and _about_endpoint(said, match) for match in found)


def is_deprecated(text: str) -> bool:
    return _is_deprecated(without_paths(text[:600]))


@remembered
def _is_deprecated(said: str) -> bool:
    return bool(_DEPRECATED.search(said))


def is_gone_section(text: str) -> bool:
    return bool(_GONE_SECTION.search(without_paths(text[:300])))


def is_gone_row(text: str) -> bool:
    return _is_gone_row(without_paths(text[:600]))


@remembered
def _is_gone_row(said: str) -> bool:
    return any(
        not _CONDITION.search(said[max(0, match.start() - 60) : match.start()]) and not _of_a_thing(said, match)
        for match in _GONE_ROW.finditer(said)
    )


def _of_a_thing(said: str, match: re.Match[str]) -> bool:
    """Whether what no longer exists is what an endpoint serves: "a cursor whose document no longer exists", "the owner is not exposed"."""
    clause = _CLAUSE_END.split(said[: match.start()])[-1]
    begins = match.group().lower()
    if not (begins.startswith("no longer") or (begins.startswith("not ") and _LINKED.search(clause))):
        return False
    told = [word for word in _CLAUSE_WORD.findall(clause) if not _FILLER.fullmatch(word)]
    return bool(told) and _ENDPOINT_WORD.fullmatch(told[-1]) is None


_CLAUSE_END = re.compile(r"[.;:!?()\[\]|\u2013\u2014]|\s-\s")
_LINKED = re.compile(r"\b(?:is|are|was|were)\W*$", re.IGNORECASE)
_CLAUSE_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_FILLER = re.compile(
    r"is|are|was|were|has|have|been|the|and|but|so|now|currently|also|then|therefore|GET|POST|PUT|PATCH|DELETE|HEAD",
    re.IGNORECASE,
)
_ENDPOINT_WORD = re.compile(
    r"end-?points?|routes?|routers?|apis?|calls?|methods?|operations?|paths?|urls?|verbs?|it|this|these|they|alias(?:es)?|resources?|modules?|controllers?|handlers?|features?",
    re.IGNORECASE,
)


def is_gone_intro(text: str) -> bool:
    """Whether a line such as "These endpoints were removed:" says that what follows it is gone."""
    return (
        is_gone_row(text)
        or (is_gone_section(text) and not _OPEN_TO.search(text))
        or _FORBIDDEN.search(text) is not None
    )


def is_sample(text: str) -> bool:
    return bool(_SAMPLE.search(text[:300]))


def is_samples(text: str) -> bool:
    """Whether a title says that there are samples below it and nothing else, so that even a table holds none but samples."""
    return bool(_SAMPLES.fullmatch(text[:60]))


def is_one_sample(text: str) -> bool:
    """Whether a title is that of one sample among others: `Example 2 (two servers)`."""
    return bool(_ONE_SAMPLE.match(text[:60]))


def is_history(text: str) -> bool:
    """Whether a title announces what has changed: what stands below it tells of endpoints, it does not promise them."""
    return bool(_HISTORY.search(without_paths(text[:200])))


def is_release(text: str) -> bool:
    """Whether a title is a version and its day, `1.4.0 (2024-05-01)`: what stands below it has changed then."""
    return bool(_RELEASE.fullmatch(text[:80]))


def is_generic(text: str) -> bool:
    return bool(_GENERIC.search(text[:300]))


def is_foreign(text: str) -> bool:
    """Whether a title is about the services of others."""
    return bool(_FOREIGN.search(without_paths(text[:300])))


def is_calling(text: str) -> bool:
    """Whether a line announces what the service itself calls."""
    return bool(_CALLING.search(text[:300]))


def is_hook_title(text: str) -> bool:
    """Whether a title is about calls that may go from the service to its users."""
    return bool(_HOOKS.search(text[:200]))


def is_sent(text: str) -> bool:
    """Whether a text says that the service sends what is shown: `We POST to your server`."""
    return bool(_SENT.search(text[:600])) and not _RECEIVES.search(text[:600])


def is_only_endpoint(text: str) -> bool:
    """Whether a text introduces the one endpoint of a service: `Single endpoint`, `All requests are sent to`."""
    return bool(_ONLY_ENDPOINT.search(text[-160:]))


def is_bad_example(text: str) -> bool:
    return bool(_GOOD_BAD.search(text[:300]))
