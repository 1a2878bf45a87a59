"""What a document says about authentication: for all endpoints, for a part, for one."""
# ruff: noqa: E501, RUF001  the words and marks of many languages; one alternative to a line

from __future__ import annotations

import re
from dataclasses import replace

from accord.contract.markdown import roles, words
from accord.contract.markdown.inline import bare
from accord.contract.markdown.memo import remembered
from accord.contract.markdown.phrases import Phrases
from accord.model import Auth, Where

_NONE = Phrases(
    r"\bnon (?:requise?|nécessaire|obligatoire|richiest[oa])\b|\bno (?:requerid|necesari|obligatori)[oa]\b|\bnicht (?:erforderlich|nötig|notwendig)\b|\bnão (?:requerid|necessári|obrigatóri)[oa]\b|\bне (?:требуется|нужна?|требует)|필요 ?없|必要なし|\bgerekmez\b|\btidak (?:perlu|diperlukan)\b|\bkhông (?:cần|yêu cầu|bắt buộc)\b|\bnessun[oa]?\b|\bpubblic[oaie]\b|\bniewymagan\w+|\bnie wymaga\w*|\bbrak\b|\bpubliczn\w+|\bgerekli değil\b|\bherkese açık\b|^\s*yok\s*$|\bcông khai\b|\bpublik\b|\bniet (?:vereist|nodig)\b|\bgeen\b|\bopenbaar\b|\bnení (?:nutn|potřeb|vyžad|třeb)\w*|\bveřejn\w+|\bkrävs inte\b|\bingen\b|\boffentlig\w*|\bпублічн\w+|\bпубличн\w+|\bоткрыт\w+|\bбез (?:авториз|аутентиф|токена)\w*|\bне (?:нужн|потріб|вимага)\w*|غير مطلوب\w*|لا (?:يتطلب|تتطلب)|نیاز ندارد|आवश्यक नहीं|सार्वजनिक|ไม่ต้อง|สาธารณะ|δεν απαιτείται|לא נדרש|ציבורי|^\s*(?:không|tidak|όχι|ไม่|नहीं|خیر|לא)\s*$|"
    r"\bno (?:auth\w*|login|token|bearer)\b|\bnot required\b|\bunauthenticated\b|\bpublic\b|\banyone\b|\banonymous\b|\bguest\b|\bnone\b|\bopen\b(?! id)|\bwithout (?:auth\w*|token|login)\b|\bno requiere\b|^\s*(?:no|non|nej|nee|nie|ne|hayır|нет|ні|لا|n|false|✗|❌|×|-|—|–|x)\s*$"
    r"|无需|不需要|免登录|公开|匿名|无\s?bearer|^无$|^否$|\bpúblic[oa]\b|\bsin autenticaci[oó]n\b|\bpubli(?:c|que)\b|\bsans auth\w*|\baucune?\b|불필요|공개|비회원|누구나|없음|不要|公開|なし|\bsem autentica[cç][aã]o\b|\bnão\b|\bkeine?\b|\böffentlich\b|\bnein\b|🔓|🌐|🟢"
)
_NEEDED = Phrases(
    r"\brequired\b|\brequires?\b|\bauth(?:enticated?|ori[sz]ed?|entication|ori[sz]ation)?\b|\bbearer\b|\bjwt\b|\btoken\b|\badmin\w*\b|\buser\b|\blog(?:ged)?[ -]?in\b|\bprotected\b|\bapi[- ]?key\b|\bsession\b|\bcookie\b|\bowner\b|\bmember\b|\brole\b|\bhmac\b|\bsigned\b|\bprivate\b|\bcustomer\b|\bmanager\b|\bstaff\b|^\s*(?:yes|y|true|✓|✔️?|✅)\s*$"
    r"|需要|必须|必填|登录|管理员|鉴权|认证|令牌|^是$|\brequerid[oa]\b|\brequiere\b|\bautenticad[oa]\b|\bs[ií]\b|\badministrador\b|\bcliente\b|\brequise?\b|\boui\b|\bjetons?\b|\bconnecté\b|필요|필수|로그인|인증|관리자|회원|必要|必須|ログイン|認証|管理者|\bnecess[aá]ri[oa]\b|\bsim\b|\bтокен|\bавториз|\bаутентиф|\bавтентиф|\bautentic|\buwierzyteln|\bautoryz|\bwymag|\boturum\b|\bgerekli\b|\bxác thực|\bđăng nhập|\bbắt buộc\b|\botentik|\bautentik|\bwajib\b|\bvereist\b|\bvyžad|\bpřihláš|\binlogg|\bkrävs\b|\btoken|تسجيل الدخول|مصادقة|توكن|رمز|توکن|ورود|टोकन|लॉगिन|โทเคน|ล็อกอิน|αυθεντικ|אימות|טוקן|^\s*(?:tak|да|так|evet|có|ya|ano|نعم|بله|हाँ|ใช่|ναι|כן)\b|\berforderlich\b|\bja\b|\bangemeldet\b|🔒|🔐|🔑|🛡"
)
_SCHEMES = (
    ("bearer", re.compile(r"\bbearer\b|\bjwt\b|\baccess[ _-]?token\b", re.IGNORECASE)),
    ("basic", re.compile(r"\bbasic auth", re.IGNORECASE)),
    ("apiKey", re.compile(r"\bapi[ _-]?keys?\b|\bx-api-key\b", re.IGNORECASE)),
    ("cookie", re.compile(r"\bcookies?\b|\bsession\b", re.IGNORECASE)),
    ("oauth2", re.compile(r"\boauth ?2?\b", re.IGNORECASE)),
    ("hmac", re.compile(r"\bhmac\b", re.IGNORECASE)),
)
_LISTED = re.compile(
    r"(optional, )?schemes? ([^\s,]+(?: [^\s,]+)?(?:, [^\s,]+(?: [^\s,]+)?)*)"
)  # `schemes petstore_auth, api_key`
_EVERY = Phrases(
    r"\bto (?:use|access|call) (?:it|this api|the api|(?:these|those) (?:apis|endpoints)),? .{0,40}\bauthenticate\b|\b(?:all|every|each|most)\b.{0,60}\b(?:end-?points?|routes?|requests?|apis?|calls?|paths?|urls?)\b.{0,80}\b(?:require|requires|need|needs|must|protected|authenticated|include)\b|\b(?:end-?points?|routes?) (?:below |here )?(?:require|are protected)"
    r"|\bauthenti\w+ (?:is )?required (?:for|on|by) (?:all|every|most)\b|(?:所有|全部|以下|除).{0,40}(?:接口|请求|API).{0,60}(?:需要|必须|需|要求|携带)|tod[oa]s (?:l[oa]s |os |as )?(?:endpoints?|rutas|rotas|peticiones|requisições).{0,80}(?:requier|exig|necesit|precis|requer)"
    r"|tous les (?:endpoints?|routes).{0,80}(?:nécessit|requièr|exig|doivent)|toutes les (?:routes|requêtes).{0,80}(?:nécessit|requièr|exig|doivent)|모든.{0,30}(?:API|요청|엔드포인트).{0,60}(?:필요|필수|인증|포함)|(?:すべて|全て|全).{0,30}(?:API|エンドポイント|リクエスト).{0,60}(?:必要|必須|認証)"
    r"|\b(?:все|всі|усі|каждый|для всех|tutt[ei]|wszystkie|tüm|tất cả|mọi|semua|alle|všechny|alla|όλα)\b.{0,60}(?:требу|необходим|нужен|потребу|вимага|richied|wymaga|gerek|zorunlu|yêu cầu|cần|memerlukan|membutuhkan|wajib|harus|vereis|vyžad|kräv|απαιτ)|(?:جميع|كل|همه|सभी|ทุก).{0,60}(?:تتطلب|يتطلب|نیاز|आवश्यक|ज़रूरी|ต้อง)"
    r"|\bminden\b.{0,60}(?:szükséges|igényel|kötelező)|\bkaikki\b.{0,60}(?:vaati|edellyttä)|\btoate\b.{0,60}(?:necesit|impun|cer\b)|\beverything\b.{0,80}\b(?:requires?|needs?|must)\b|除.{0,40}(?:接口|请求|請求|API|端點).{0,60}(?:須|须|需|必要|帶|带)|(?:所有|全部|其[餘他余]).{0,30}(?:接口|請求|API|端點).{0,60}(?:須|须|帶|带)"
    r"|请求头.{0,30}(?:携带|带上?|包含|传).{0,60}除外"
    r"|alle (?:endpunkte|anfragen|routen|endpoints).{0,80}(?:erforder|benötig|müssen)"
)
_MARK = re.compile(
    r"[(（\[【*_–—·\-\s]\s*(public|auth(?:enticated|entication)?(?: required)?|private|protected|admin(?: only)?|requires? auth\w*|no auth\w*|login required|jwt|bearer|🔒|🔐|🔑|🔓|公开|需登录|需要登录|管理员|登录|공개|인증 필요|인증필요|관리자|要認証|認証不要|認証必要|público|autenticado|auth)\s*[)）\]】*_]?\s*$|🔒|🔐|🔓|🔑",
    re.IGNORECASE,
)


EXCEPT = Phrases(
    r"\bexcept(?:ions?|ing)?\b|\bbut\b(?= (?:for )?\W?(?:[A-Z]{3,6} )?\W?/)|\bunless\b|\bother than\b|\bexcluding\b|\bapart from\b|\baside from\b|除了|除|salvo|\bexcepto\b|\bexcepción\b|\bsauf\b|\bà l['’]exception\b|\bhormis\b|\baußer\b|\bausnahmen?\b|\bausgenommen\b|\bexceto\b|\bexceção\b|제외|除く|以外"
    r"|\bкроме\b|\bза исключением\b|\bо?крім\b|\bза винятком\b|\btranne\b|\beccetto\b|\beccezione\b|\boprócz\b|\bpoza\b|\bz wyjątkiem\b|\bhariç\b|\bdışında(?:ki)?\b|\btrừ\b|\bngoại trừ\b|\bkecuali\b|\bselain\b"
    r"|\bbehalve\b|\buitzondering\b|\bkromě\b|\bs výjimkou\b|\bmimo\b|\bokrem\b|\butom\b|\bförutom\b|\bundtag\w*|\bunntatt\b|\bkivéve\b|\bexcepția\b|\bpaitsi\b|\blukuun ottamatta\b|باستثناء|ما عدا|به[\u200c ]?جز|को छोड़कर|ยกเว้น|εκτός|με εξαίρεση|למעט|חוץ מ|מלבד"
)
_RESTRICTED = Phrases(
    r"\b(?:all|every|each|most)\s+(?:\w+\s+)?(?:authenticated|protected|private|secured?|admin\w*|public|write|mutating)\b|受保护的?接口|需要认证的"
)
_SAID_FREE = Phrases(
    r"\b(?:bez|zonder|utan|uden|uten|ohne|senza|sin|sem|sans|tanpa|без)\s+(?:\w+\s+)?(?:auth?enti\w+|auten\w+|autori\w+|token\w*|log-?in\w*|přihláš\w+|ověřen\w+|uwierzyt\w+|logowan\w+|inlog\w+|anmeld\w+|accesso|iniciar|connexion|otenti\w+|авторизац\w+|аутентиф\w+|автентиф\w+|входа|входу|токена)\b|"
    r"\bno auth\w* (?:is )?(?:required|needed)\b|\b(?:does not|doesn['’]t) require auth\w*|\bpublic(?:ly accessible)? (?:endpoint|route|api)\b|\bwithout auth\w*\b|无需(?:登录|认证|鉴权|授权|token)|不需要(?:登录|认证|鉴权)|公开接口|\bno requiere autenticaci[oó]n\b"
    r"|\bne nécessite pas d['’]auth\w*|인증 ?불필요|認証不要|\bnão requer autentica[cç][aã]o\b|\bkeine authentifizierung\b"
    r"|(?:^\W*|[.。!]\s*)(?:public|öffentlich|públic[oa]|pubblic[oa]|公开|公開|공개|публичный|herkese açık|công khai|доступно всем|открытый|publik|openbaar|veřejné|acceso (?:libre|público)|acesso (?:livre|público)|accesso libero|accès (?:libre|public)|frei zugänglich|öffentlich zugänglich)\s*(?:[.。]|$)",  # "**Public.** Logs in."
)
_SAID_NEEDED = Phrases(
    r"\b(?:requires?|needs?)\s+(?:(?:a|an|the|valid|user|bearer)\s+)*(?:`?ROLE_\w+|auth\w*|jwt|(?:access |bearer )?token|login|log-?in|admin\w*|session)\b|\bauth(?:entication|ori[sz]ation)? (?:is )?required\b|\badmin(?:s|istrators)? only\b|需要(?:登录|认证|鉴权)|需登录"
    r"|\brequires? (?:the )?roles?\b|\bwymaga (?:roli|uprawnień|tokenu|zalogowania|autoryzacji)\b|\berfordert (?:die |ein |eine )?(?:rolle|anmeldung|token|authentifizierung)\b|\bnécessite (?:le |un |la )?(?:rôle|jeton|connexion)\b|\brequer (?:o |um )?(?:papel|perfil|token|login)\b|\brichiede (?:il |un |l['’])?(?:ruolo|token|login|autenticazione)\b|\bтребует(?:ся)? (?:рол[ьи]|авторизац\w+|токен\w*)|\bпотребує (?:рол[іь]|авторизац\w+|токен\w*)|\bvereist (?:de )?(?:rol|token)\b|\bvyžaduje (?:roli|přihlášení|token)\b|需要?.{0,6}(?:角色|权限)|(?:ロール|権限)が必要|권한이? ?필요|\brequiere (?:autenticaci[oó]n|token|rol)\b|\bnécessite (?:une )?auth\w*|인증 ?필요|로그인 ?필요|認証(?:が)?必要|要認証|\brequer autentica[cç][aã]o\b|\bauthentifizierung erforderlich\b"
)


_OTHERS = Phrases(r"\b(?:most|many|other|all|every|some|these|those)\b[^.!?]*$")  # the subject is not this endpoint


def said(text: str, where: Where | None = None) -> Auth | None:
    """What a sentence in an endpoint's part says outright: "No auth required.", "Requires a valid JWT."."""
    naked = bare(text)[:600]
    match = _SAID_FREE.search(naked) or _SAID_NEEDED.search(naked)
    if match and _OTHERS.search(naked[: match.start()]):
        return None
    return Auth(_SAID_FREE.search(naked) is None, schemes(naked), match[0], where) if match else None


def stated(text: str, where: Where | None = None) -> Auth | None:
    """The value of an authentication label or column."""
    told = _stated(bare(text).strip().rstrip(".。!"))
    return told and replace(told, where=where)


@remembered
def _stated(whole: str) -> Auth | None:
    if named := _LISTED.fullmatch(whole):
        return Auth(not named[1], tuple(re.split(r",\s+", named[2])), whole[:200])
    naked = re.split(r"[;；。]|\.\s", whole)[0].strip()  # the rest of a cell tells of other things
    if not naked:
        return None
    if _NONE.search(naked):
        needed: bool | None = None if re.search(r"\boptional|可选|선택|任意|opcional", naked, re.IGNORECASE) else False
        if needed is False and re.search(r"\b(?:post|put|delete|patch|but|except)\b|写", naked, re.IGNORECASE):
            needed = None
    elif re.search(r"\boptional\b|可选|선택|任意|opcional|facultati", naked, re.IGNORECASE):
        needed = None
    else:
        # A role, a scope or a scheme by whatever name: something is asked for.
        needed = True if _NEEDED.search(naked) or len(naked) <= 60 else None
    return Auth(needed, schemes(naked), naked[:200])


_OPEN = re.compile(
    r"\bpúblic[oa]s?\b|\bpubliques?\b|\böffentlich\w*|\bpubblic[oaih]+\b|\bpubliek\w*|\b(?:sin|sans|ohne|sem|senza|без|zonder|bez)\s+(?:auth?enti\w+|auten\w+|autori\w+|token\w*|log-?in|anmeldung|connexion|авториз\w*|токен\w*)|免(?:登录|鉴权|认证)|認証なし|로그인 ?없이|인증 ?없이",
    re.IGNORECASE,
)


def asked(text: str) -> bool | None:
    """Whether a phrase about some endpoints says that a login is asked for (True), that none is (False), or neither."""
    naked = bare(text)[:300]
    if _OPEN.search(naked) or _NONE.search(naked) or _SAID_FREE.search(naked):
        return False
    return True if _NEEDED.search(naked) else None


_EXCEPTED = re.compile(
    r"除(?:了)?([^，,。；;（(]{2,20}?)(?:接口|API)?(?:之外|以外|外)|(?:^|[，,。；;（(])([^，,。；;（()）]{2,20}?)(?:接口|API)?除外|([\w・、]{2,20}?)(?:API|画面)?(?:を除く|を除き|以外)|([\w, ]{2,20}?)(?:을|를)? ?제외"
)


def excepted(text: str) -> tuple[str, ...]:
    """What a sentence about all endpoints excepts by name: `除登录、注册外`, `ログインを除く`."""
    match = _EXCEPTED.search(bare(text)[:600])
    said = next((group for group in match.groups() if group), "") if match else ""
    parts = (
        re.sub(r"(?:接口|API)$", "", part.strip()).strip("「」『』“”\"'《》 ")
        for part in re.split(r"[、,/]|和|与|及|と|및", said)
    )
    return tuple(part for part in parts if len(part) > 1)


def schemes(text: str) -> tuple[str, ...]:
    return tuple(name for name, pattern in _SCHEMES if pattern.search(text))


def marked(heading: str, where: Where | None = None) -> Auth | None:
    """A mark at the end of a heading or row: 🔒, `(Public)`, `*(auth)*`."""
    naked = words.without_paths(bare(heading))
    match = _MARK.search(naked)
    if match and _SENT_BACK.search(naked):
        return None  # "signs in and returns a JWT"
    return stated(match[1] or match[0], where) if match else None


_SENT_BACK = re.compile(
    r"[a-zà-ÿ]{2,}\s+(?:(?:an?|the|o|os|a|el|un|una|le|das|den|ein|einen|il|un)\s+)?(?:jwt|bearer)\W*$", re.IGNORECASE
)


_ONLY = Phrases(
    r"(?:admins?|administrators?|staff|owners?|moderators?|logged[- ]in users|members?) only|only (?:for )?(?:admins?|administrators?|staff|owners?)|(?:仅限?|只有|限)(?:超级)?管理员(?:可用|可访问|权限)?|需要?(?:超级)?管理员(?:权限)?|(?:s[oó]lo|solamente|apenas|somente|solo|seulement|nur|только|тільки|tylko|sadece|chỉ|hanya|alleen|jen) (?:para |per |für |для |dla |voor |pro )?(?:los |o |os |gli |les )?adm\w*|관리자(?: ?전용|만)|管理者(?:のみ|限定)"
)  # all that a remark says


def only_some(remark: str, where: Where | None = None) -> Auth | None:
    """A remark that says nothing but who may call: `仅管理员`, `admins only`."""
    said = remark.strip(" .。!()（）")
    return Auth(True, (), said, where) if len(said) <= _SHORT_REMARK and _ONLY.fullmatch(said) else None


def bracketed(remark: str, where: Where | None = None) -> Auth | None:
    """A mark that is all a remark in brackets says: `public`, `admin only`, `auth: ranger`."""
    name, at = words.label(remark)
    if roles.role(name) == "auth" and remark[at:].strip():
        return stated(remark[at:], where)
    if _MARK.match(f"({remark.strip()})"):
        return stated(remark, where)
    free = len(remark) <= _SHORT_REMARK and (_OPEN.search(remark) or _SAID_FREE.search(remark))
    return Auth(False, (), remark, where) if free else None


_SHORT_REMARK = 40  # characters: longer ones tell of more
_OF_MARKED = re.compile(r"\w\W{0,3}\s?[🔒🔐🔑🛡]\ufe0f?\W{0,3}\w")
_UNLESS = Phrases(
    r"\bunless (?:it is )?(?:otherwise )?(?:stated|noted|marked|specified|said|mentioned)\b|\bsauf (?:indication|mention|précision) contraire\b|\bsalvo (?:que se indique|indicación|indicação|diversa|dove)\b|\bsofern nicht anders\b|\bsoweit nicht anders\b|\bwenn nicht anders\b|\bsi no se indica lo contrario\b"
    r"|\bse não indicado\b|\bесли не (?:указано|сказано|оговорено)\b|\bякщо не (?:вказано|зазначено)\b|特に(?:断り|記載|指定)(?:が|の)ない|除(?:非)?特别(?:说明|注明)|除(?:非)?另有说明|별도 ?(?:표기|언급|표시)(?:가|이)? ?없|\baksi belirtilmedikçe\b|\btrừ khi\b|\bo ile nie (?:zaznaczono|podano)\b|\btenzij anders\b"
)


_NO_AUTH = re.compile(
    r"no auth(?:entication|orization)?(?: (?:is )?(?:required|needed|necessary))?|sin autenticaci[oó]n|sans authentification|keine authentifizierung|sem autenticação"
    r"|无需(?:鉴权|认证|登录)|認証(?:は)?(?:不要|なし)|인증 ?(?:없음|불필요)|без авторизации|nessuna autenticazione",
    re.IGNORECASE,
)  # as a sentence of its own


_DONE_BY = Phrases(
    r"^\W*(?:api |the )?(?:authentication|authorization|auth) (?:is|are|uses?|works?|happens)\b(?! (?:not|optional|planned|disabled|off))(?: (?:done|performed|handled|made|carried out|implemented|provided|based))?(?: (?:using|via|with|by|through|over|on))?"
    r"|^\W*(?:l['’])?(?:autenticación|autenticação|authentification|autenticazione|authentifizierung|аутентификация|авторизация)\b.{0,12}\b(?:se (?:realiza|hace)|es|é (?:feita|realizada)|se fait|est|avviene|erfolgt|läuft|выполняется|осуществляется|происходит|через|по)\b"
    r"|^\W*(?:認証(?:は|方式)|认证(?:采用|使用|方式)|鉴权(?:采用|使用|方式)|인증은)"
)  # "Authentication is done using HTTP basic authentication"


def general(text: str, where: Where | None = None) -> Auth | None:
    """A sentence about all endpoints of the document or of a part."""
    naked = bare(text)
    if any(_NO_AUTH.fullmatch(one.strip(" .")) for one in re.split(r"(?<=[.!])\s|(?<=。)", naked[:600])):
        return Auth(False, (), naked[:200], where)
    usual = (
        len(naked) <= 600 and _UNLESS.search(naked) and (schemes(naked) or roles.names_auth(naked) or "token" in naked)
    )
    if usual and not _RESTRICTED.search(naked):
        return Auth(True, schemes(naked), naked[:200], where)
    if len(naked) <= 600 and _DONE_BY.match(naked) and schemes(naked):
        return Auth(True, schemes(naked), naked[:200], where)
    if len(naked) > 600 or not _of_all(naked) or _RESTRICTED.search(naked):
        return None
    if re.search(
        r"\b(?:no|not require|without) auth|无需|不需要|불필요|不要", naked, re.IGNORECASE
    ) and not EXCEPT.search(naked):
        return Auth(False, (), naked[:200], where)
    return Auth(True, schemes(naked), naked[:200], where) if _NEEDED.search(naked) or roles.names_auth(naked) else None


def _of_all(naked: str) -> bool:
    """Whether one of the sentences is about all endpoints, and not about those that bear a mark: "All routes marked with 🔒 ..."."""
    sentences = re.split(r"(?<=[.!])\s|(?<=。)", naked)
    return any(_EVERY.search(one) and not _OF_MARKED.search(one) for one in sentences)


def named(text: str, where: Where | None = None) -> Auth | None:
    """A label that names a way to authenticate, without a word on what asks for it: `Auth: cookie `sid``."""
    name, at = words.label(text)
    value = bare(text[at:]) if name else ""
    if roles.role(name) != "auth" or not 0 < len(value) <= 300 or not schemes(value):
        return None
    return Auth(True, schemes(value), value[:200], where)


def is_free_list(text: str) -> bool:
    """Whether a sentence says of the endpoints it names that they ask for nothing: "Without a token: `POST /login`"."""
    naked = words.without_paths(bare(text))[:300]
    return bool(_SAID_FREE.search(naked) or _OPEN.search(naked)) and not _OTHERWISE.search(naked)


_OTHERWISE = re.compile(r"\b40[13]\b|\bNo auth\w* header|\brejected\b|\berror\b", re.IGNORECASE)
_QUANTIFIED = Phrases(
    r"\b(?:all|every|each|any|everything|everywhere|globally|tod[oa]s|toutes?|tous|alle[nr]?|jede[rn]?|все|всех|всі|всіх|усі|усіх|tutt[ei]|wszystki\w+|tüm|bütün|tất cả|mọi|semua|seluruh|vše\w+|alla|όλ\w+)\b"
    r"|所有|全部|每个|모든|모두|すべて|全て|全ての|جميع|كل|همه|सभी|ทุก|כל"
)


def labelled(text: str, where: Where | None = None) -> Auth | None:
    """A label for the whole document: `Authentication: required for all endpoints`, `Auth: JWT, except for /health`."""
    name, at = words.label(text)
    value = bare(text[at:]) if name else ""
    if roles.role(name) != "auth" or not 0 < len(value) <= 300 or _RESTRICTED.search(value):
        return None
    cut = EXCEPT.search(value)
    if cut is None and not _QUANTIFIED.search(value):
        return None
    told = stated(value[: cut.start()] if cut else value, where)
    return told and Auth(told.required, told.schemes or schemes(value), value[:200], where)


_TITLED = re.compile(
    r"\b(public|open|unauthenticated|protected|private|authenticated|admin(?:[- ]only)?|secured)\b\s+(?:api |rest )?(?:end-?points?|routes?|apis?|operations?|paths?)\b|[(（]\s*(public|protected|admin(?:s)? only|auth required|authenticated|requires? auth\w*|no auth\w*|需登录|管理员|公开)\s*[)）]"
    r"|[(（]\s*((?:requires? |only |nur |solo |только )?(?:roles?|rol|rôle|rolle|роль|роли|角色|역할|ロール)\s*[:：=]?\s*[\w-]+|[\w-]+ roles?)\s*[)）]"
    r"|(公开|受保护|管理员)(?:接口|端点)|(?:endpoints|rutas|rotas) (públic[oa]s|protegid[oa]s|privad[oa]s)|([🔒🔐🔓])\s*[)）]?\s*$",
    re.IGNORECASE,
)


def titled(title: str) -> Auth | None:
    """What the title of a part says of everything in it: `Protected endpoints`, `Users (Admin only)`, `Rooms 🔒`."""
    return _titled(bare(title))


@remembered
def _titled(title: str) -> Auth | None:
    match = _TITLED.search(title)
    if not match:
        return None
    word = next(group for group in match.groups() if group)
    free = re.match(r"public|open|unauth|no auth|公开|públic|🔓", word, re.IGNORECASE)
    return Auth(not free, (), title[:200])
