"""The closed word lists that clauses are read by: function words, and the verbs that policies use."""

# ruff: noqa: RUF001, SIM905 - apostrophes of both shapes occur in text; a list of words is read as a text

MODALS = frozenset("may must shall can cannot will should would might could can't won't mustn't shouldn't".split())
BE = frozenset("is are was were be been being isn't aren't wasn't weren't".split())
AUXILIARIES = (
    MODALS
    | frozenset("'ll ’ll 're ’re 've ’ve 'd ’d".split())
    | BE
    | frozenset(
        "has have had do does did hasn't haven't hadn't don't doesn't didn't don’t doesn’t can’t won’t isn’t "
        "aren’t".split()
    )
)
NEGATIONS = frozenset(
    "not never cannot can't won't isn't aren't don't doesn't didn't can’t won’t isn’t aren’t don’t doesn’t".split()
)
PERMISSIONS = frozenset(
    "permitted allowed required eligible entitled authorized authorised optional mandatory obligated obliged "
    "refundable reimbursable".split()
)
PROHIBITIONS = frozenset("prohibited forbidden banned disallowed excluded ineligible barred".split())
ADJECTIVES = frozenset("due available valid free open subject effective responsible liable payable applicable".split())
PRONOUNS = frozenset("we you i he she it they this that these those there us one here anyone everyone nobody".split())
PARTIES = {"we": "we", "us": "we", "our": "we", "you": "you", "your": "you", "i": "you"}
DETERMINERS = frozenset(
    "the a an this that these those your our their its his her my any all each every no some such".split()
)
SUBJECT_PRONOUNS = frozenset("we you i he she it they".split())
RELATIVES = frozenset("who which that whose whom where".split())
CONJUNCTIONS = frozenset("and or but nor so yet".split())
SUBORDINATORS = frozenset(
    "if when where unless until once after before while because since although though whenever wherever provided "
    "except as whether whereas lest".split()
)
PREPOSITIONS = frozenset(
    "in on at by for from of to with within without under over above below between during through throughout upon "
    "about against among around before after since until till per via into onto across toward towards beyond "
    "following including excluding except despite regarding concerning exceeding pending subject effective starting "
    "beginning up plus than worth".split()
)
QUANTIFIERS = frozenset(
    "at least most more less fewer than no not later earlier only up to maximum minimum of approximately about nearly "
    "almost exactly around roughly another period total sum amount rate every per for within and or under over the a "
    "an limit value additional further just by plus minus equal greater lower higher last next "
    "first previous same".split()
)
LEADING_ADVERBS = frozenset(
    "however therefore additionally furthermore moreover otherwise generally normally usually typically please also "
    "finally accordingly similarly likewise instead thus hence nevertheless nonetheless then currently".split()
)
ADVERBS = frozenset(
    "also always never not only ever still then now thus therefore normally usually generally typically currently "
    "automatically no longer once often sometimes already both all either just".split()
)

_PLAIN_VERBS = (
    "accept acknowledge acquire add adhere administer adopt advise affect agree aim allow apply appoint approve "
    "arrange assess assign assist assume attach attempt attend avoid become begin belong borrow bring build buy "
    "calculate cancel carry cease choose clean close collect come combine commit communicate complete comply "
    "comprise conduct configure confirm connect consider consist constitute consult continue contribute convert "
    "cooperate correct create deactivate decide declare decline deduct define delete deliver deny depend describe "
    "destroy determine develop disable disclose discuss dispose distribute earn elect employ enable encourage "
    "encrypt enforce engage enroll ensure enter erase escalate establish evaluate exceed exclude execute exercise "
    "expect expire explain extend fail fall find follow forfeit forward fulfil fulfill furnish get give govern "
    "happen help identify implement include incur indemnify inform initiate inspect install instruct intend "
    "interfere investigate invite involve keep know last let lie limit lock lose maintain make manage may "
    "mean meet merge migrate modify monitor move notify obey obligate obtain occur offboard operate opt originate "
    "owe own participate perform pertain prefer prepare prevent prohibit propose protect prove provide publish "
    "pursue qualify raise read receive recognize recommend recover redeem reduce refer refrain refuse register "
    "reimburse reinstate reject relate rely remain remember remind remove renew replace represent require resell "
    "reserve reset resign resolve respect respond restore restrict retain retire revert revoke run save say "
    "secure see seek select sell send separate serve settle show solicit specify spend stand strive submit "
    "suspend take tell terminate think throw transmit turn understand undertake uninstall unsubscribe upload use "
    "vary verify violate wait waive want warrant wear wish withdraw withhold write abide accrue accumulate adjust "
    "amend audit authorize authorise ask attest backup book bear cap clear count cover date decrypt default "
    "depart designate direct donate drive eat exempt expense feel fit fund go grow guarantee hire honor honour "
    "hope house impose inherit insure intercept invoke join learn like live log look mention miss need negotiate "
    "observe open override pack pause permit point possess power proceed process procure put quote reactivate "
    "rebook rectify redact refund reopen reroute reside restart resubmit reuse rotate scan seem sign sit speak "
    "stipulate stop substitute suggest surrender sync tailor talk teach tolerate trigger try unlock validate "
    "contain supersede survive prevail consent entail outline delegate range differ lack reflect arise transpire"
).split()
_NOUN_VERBS = (
    "access act advance answer appeal approach attempt award balance benefit bill break care cause change charge "
    "check claim comment contact contract control copy cost credit damage deal delay demand deposit display "
    "document download end estimate exchange export file fine form grant hand handle harm hold host impact import "
    "increase interest invoice issue label lead leave level license link list loan mail mark match measure notice "
    "offer order pass patch pay place plan post practice present price produce profit program project promise "
    "purchase question rate reach record release rent repair reply report request rest result return review risk "
    "rule sample schedule scope search service share ship stay start state step supply support target test total "
    "track trade train transfer travel treat trial trust value view visit vote watch work store provision update "
    "upgrade log book cap cover date default need power point look hope bear color rank ban call cut email equal "
    "function name note print set sound stand focus"
).split()


def third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


AMBIGUOUS_VERBS = frozenset([*_NOUN_VERBS, *map(third_person, _NOUN_VERBS)])
BASE_FORMS = frozenset([*_PLAIN_VERBS, *_NOUN_VERBS])
THIRD_FORMS = frozenset(map(third_person, BASE_FORMS))
BASE_OF = {third_person(verb): verb for verb in BASE_FORMS}
IRREGULAR_PASTS = frozenset(
    "became began bought brought built chose came fell found gave got grew held kept left lost made met paid rose sent "
    "sold spent took went wrote".split()
)
PARTICLES = frozenset(
    "to for in on by with from of at as about against into within under through up out off over upon via".split()
)
GENERIC_HEADINGS = frozenset(
    "general overview introduction summary definitions scope purpose policy details notes note other miscellaneous "
    "exceptions background preamble terms conditions rules requirements guidelines procedure procedures examples "
    "introduction about highlights key points short version what who why how when".split()
)
FUNCTION_WORDS = (
    DETERMINERS
    | PREPOSITIONS
    | CONJUNCTIONS
    | AUXILIARIES
    | PRONOUNS
    | RELATIVES
    | SUBORDINATORS
    | LEADING_ADVERBS
    | ADVERBS
)
