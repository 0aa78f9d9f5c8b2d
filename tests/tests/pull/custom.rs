//! User fields of a portal, as written by `b24spec pull --webhook $B24_WEBHOOK --out tests/tests/pull/custom.rs`.

use bitrix24::{
    Address, CrmBinding, CustomFields, CustomFile, Date, DateTime, Employee,
    IblockElement, IblockSection, Json, ListOption, Money, Number, Status, Url,
};

/// The user fields of `crm.company`.
///
/// A company that is dealt with, or one of the portal's own.
#[derive(CustomFields, Debug, Clone, Default, PartialEq)]
#[bitrix24(entity = bitrix24::crm::company)]
pub struct CompanyCustom {
    /// `UF_CRM_NO`.
    #[bitrix24(field = "UF_CRM_NO", mandatory)]
    pub no: Option<i64>,
    /// Tier
    #[bitrix24(field = "UF_CRM_TIER", label = "Tier")]
    pub tier: Vec<CompanyTier>,
}

/// Tier: the options of `UF_CRM_TIER`.
#[derive(ListOption, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompanyTier {
    /// Gold
    #[bitrix24(id = 26, value = "Gold")]
    Gold,
    /// Silver
    #[bitrix24(id = 27, value = "Silver")]
    Silver,
    /// An option that is none of these, by its id.
    #[bitrix24(other)]
    Unlisted(i64),
}

/// The user fields of `crm.contact`.
///
/// A person the company deals with.
#[derive(CustomFields, Debug, Clone, Default, PartialEq)]
#[bitrix24(entity = bitrix24::crm::contact)]
pub struct ContactCustom {
    /// One string
    #[bitrix24(field = "UF_CRM_STRING", label = "One string")]
    pub one_string: Option<String>,
    /// Many string
    #[bitrix24(field = "UF_CRM_M_STRING", label = "Many string")]
    pub many_string: Vec<String>,
    /// One integer
    #[bitrix24(field = "UF_CRM_INTEGER", label = "One integer")]
    pub one_integer: Option<i64>,
    /// Many integer
    #[bitrix24(field = "UF_CRM_M_INTEGER", label = "Many integer")]
    pub many_integer: Vec<i64>,
    /// One double
    #[bitrix24(field = "UF_CRM_DOUBLE", label = "One double")]
    pub one_double: Option<Number>,
    /// Many double
    #[bitrix24(field = "UF_CRM_M_DOUBLE", label = "Many double")]
    pub many_double: Vec<Number>,
    /// One boolean
    #[bitrix24(field = "UF_CRM_BOOLEAN", label = "One boolean")]
    pub one_boolean: Option<bool>,
    /// One enumeration
    #[bitrix24(field = "UF_CRM_ENUMERATION", label = "One enumeration")]
    pub one_enumeration: Option<ContactOneEnumeration>,
    /// Many enumeration
    #[bitrix24(field = "UF_CRM_M_ENUMERATION", label = "Many enumeration")]
    pub many_enumeration: Vec<ContactManyEnumeration>,
    /// One datetime
    #[bitrix24(field = "UF_CRM_DATETIME", label = "One datetime")]
    pub one_datetime: Option<DateTime>,
    /// Many datetime
    #[bitrix24(field = "UF_CRM_M_DATETIME", label = "Many datetime")]
    pub many_datetime: Vec<DateTime>,
    /// One date
    #[bitrix24(field = "UF_CRM_DATE", label = "One date")]
    pub one_date: Option<Date>,
    /// Many date
    #[bitrix24(field = "UF_CRM_M_DATE", label = "Many date")]
    pub many_date: Vec<Date>,
    /// One money
    #[bitrix24(field = "UF_CRM_MONEY", label = "One money")]
    pub one_money: Option<Money>,
    /// Many money
    #[bitrix24(field = "UF_CRM_M_MONEY", label = "Many money")]
    pub many_money: Vec<Money>,
    /// One url
    #[bitrix24(field = "UF_CRM_URL", label = "One url")]
    pub one_url: Option<Url>,
    /// Many url
    #[bitrix24(field = "UF_CRM_M_URL", label = "Many url")]
    pub many_url: Vec<Url>,
    /// One address
    #[bitrix24(field = "UF_CRM_ADDRESS", label = "One address")]
    pub one_address: Option<Address>,
    /// Many address
    #[bitrix24(field = "UF_CRM_M_ADDRESS", label = "Many address")]
    pub many_address: Vec<Address>,
    /// One file
    #[bitrix24(field = "UF_CRM_FILE", label = "One file")]
    pub one_file: Option<CustomFile>,
    /// Many file
    #[bitrix24(field = "UF_CRM_M_FILE", label = "Many file")]
    pub many_file: Vec<CustomFile>,
    /// One employee
    #[bitrix24(field = "UF_CRM_EMPLOYEE", label = "One employee")]
    pub one_employee: Option<Employee>,
    /// Many employee
    #[bitrix24(field = "UF_CRM_M_EMPLOYEE", label = "Many employee")]
    pub many_employee: Vec<Employee>,
    /// One crm status
    ///
    /// A code of the directory `SOURCE`.
    #[bitrix24(field = "UF_CRM_CRM_STATUS", label = "One crm status")]
    pub one_crm_status: Option<Status>,
    /// Many crm status
    #[bitrix24(field = "UF_CRM_M_CRM_STATUS", label = "Many crm status")]
    pub many_crm_status: Vec<Status>,
    /// One iblock section
    #[bitrix24(field = "UF_CRM_IBLOCK_SECTION", label = "One iblock section")]
    pub one_iblock_section: Option<IblockSection>,
    /// Many iblock section
    #[bitrix24(field = "UF_CRM_M_IBLOCK_SECTION", label = "Many iblock section")]
    pub many_iblock_section: Vec<IblockSection>,
    /// One iblock element
    #[bitrix24(field = "UF_CRM_IBLOCK_ELEMENT", label = "One iblock element")]
    pub one_iblock_element: Option<IblockElement>,
    /// Many iblock element
    #[bitrix24(field = "UF_CRM_M_IBLOCK_ELEMENT", label = "Many iblock element")]
    pub many_iblock_element: Vec<IblockElement>,
    /// One crm
    #[bitrix24(field = "UF_CRM_CRM", label = "One crm")]
    pub one_crm: Option<CrmBinding>,
    /// Many crm
    #[bitrix24(field = "UF_CRM_M_CRM", label = "Many crm")]
    pub many_crm: Vec<CrmBinding>,
    /// One colour
    ///
    /// Of the type `colour`, which an app registered.
    #[bitrix24(field = "UF_CRM_COLOUR", label = "One colour")]
    pub one_colour: Option<Json>,
    /// type
    #[bitrix24(field = "UF_CRM_TYPE", label = "type", show_in_list)]
    pub r#type: Option<String>,
    /// self
    #[bitrix24(field = "UF_CRM_SELF", label = "self", show_in_list)]
    pub self_: Option<String>,
    /// type
    #[bitrix24(field = "UF_CRM_AGAIN", label = "type", show_in_list)]
    pub type_35: Option<String>,
    /// `UF_CRM_1721244707107`.
    #[bitrix24(field = "UF_CRM_1721244707107", show_in_list)]
    pub field_1721244707107: Option<String>,
    /// 2024
    #[bitrix24(field = "UF_CRM_NUMBER", label = "2024", show_in_list)]
    pub number: Option<String>,
    /// Место рождения
    #[bitrix24(
        field = "UF_CRM_BIRTHPLACE",
        label = "Место рождения",
        show_in_list
    )]
    pub mesto_rozhdeniia: Option<String>,
    /// 🎂
    #[bitrix24(field = "UF_CRM_EMOJI", label = "🎂", show_in_list)]
    pub birthday: Option<String>,
    /// Why did the customer decide to buy from us and not from somebody else, in their own words?
    #[bitrix24(
        field = "UF_CRM_LONG",
        label = "Why did the customer decide to buy from us and not from somebody else, in their own words?",
        show_in_list
    )]
    pub why_did_the_customer_decide_to_buy_from: Option<String>,
}

/// One enumeration: the options of `UF_CRM_ENUMERATION`.
#[derive(ListOption, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactOneEnumeration {
    /// Gold
    #[bitrix24(id = 1, value = "Gold")]
    Gold,
    /// gold
    #[bitrix24(id = 2, value = "gold")]
    Gold2,
    /// GOLD!
    #[bitrix24(id = 3, value = "GOLD!")]
    Gold3,
    /// Silver card
    #[bitrix24(id = 4, value = "Silver card")]
    SilverCard,
    /// Серебряная карта
    #[bitrix24(id = 5, value = "Серебряная карта")]
    SerebrianaiaKarta,
    /// Ёлка & щука
    #[bitrix24(id = 6, value = "Ёлка & щука")]
    IolkaAndShchuka,
    /// 黄金
    #[bitrix24(id = 7, value = "黄金")]
    HuangJin,
    /// ذهب
    #[bitrix24(id = 8, value = "ذهب")]
    Dhhb,
    /// 🔥
    #[bitrix24(id = 9, value = "🔥")]
    Fire,
    /// 👍🏽👩‍🚀
    #[bitrix24(id = 10, value = "👍🏽👩\u{200d}🚀")]
    N1WomanRocket,
    /// —
    #[bitrix24(id = 11, value = "—")]
    Option11,
    /// type
    #[bitrix24(id = 12, value = "type")]
    Type,
    /// Self
    #[bitrix24(id = 13, value = "Self")]
    Self_,
    /// async
    #[bitrix24(id = 14, value = "async")]
    Async,
    /// Other
    #[bitrix24(id = 15, value = "Other")]
    Other,
    /// Unlisted
    #[bitrix24(id = 16, value = "Unlisted")]
    Unlisted16,
    /// 1–10
    #[bitrix24(id = 17, value = "1–10")]
    N1_10,
    /// 11–100
    #[bitrix24(id = 18, value = "11–100")]
    N11_100,
    /// \> 100
    #[bitrix24(id = 19, value = "> 100")]
    Above100,
    /// 100%
    #[bitrix24(id = 20, value = "100%")]
    N100Percent,
    /// "quoted" \ 'code' \[link\](x) \<b\>
    #[bitrix24(id = 21, value = "\"quoted\" \\ `code` [link](x) <b>")]
    QuotedCodeLinkXBelowBAbove,
    /// An option whose text goes on and on, as people who fill in forms at a desk like to write it, in a whole sentence.
    #[bitrix24(
        id = 22,
        value = "An option whose text goes on and on, as people who fill in forms at a desk like to write it, in a whole sentence."
    )]
    AnOptionWhoseTextGoesOnAndOnAs,
    /// An option that is none of these, by its id.
    #[bitrix24(other)]
    Unlisted(i64),
}

/// Many enumeration: the options of `UF_CRM_M_ENUMERATION`.
#[derive(ListOption, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactManyEnumeration {
    /// Первый
    #[bitrix24(id = 23, value = "Первый")]
    Pervyi,
    /// Второй
    #[bitrix24(id = 24, value = "Второй")]
    Vtoroi,
    /// Второй
    #[bitrix24(id = 25)]
    Vtoroi25,
    /// An option that is none of these, by its id.
    #[bitrix24(other)]
    Unlisted(i64),
}
