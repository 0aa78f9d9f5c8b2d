//! Names that the platform gives the same meaning in every CRM record that has them.

use crate::catalogue::Table;

/// Who is responsible; the caller by default.
pub(crate) const RESPONSIBLE: &str = "ASSIGNED_BY_ID";
/// Who made the record, and when; what stands in timelines has names of its own for it.
pub(crate) const CREATED: [(&str, &str); 2] =
    [("CREATED_BY_ID", "DATE_CREATE"), ("AUTHOR_ID", "CREATED")];
/// Who changed it last, and when.
pub(crate) const MODIFIED: [(&str, &str); 2] = [
    ("MODIFY_BY_ID", "DATE_MODIFY"),
    ("EDITOR_ID", "LAST_UPDATED"),
];
/// Who was active last, and when.
pub(crate) const ACTIVE: (&str, &str) = ("LAST_ACTIVITY_BY", "LAST_ACTIVITY_TIME");
/// When a record was made, and by whom, where it is called otherwise.
pub(crate) const MADE: ([&str; 4], [&str; 1]) = (
    ["CREATE_TIME", "CREATED_TIME", "CREATED_DATE", "DATE_INSERT"],
    ["CREATED_BY"],
);
/// When it was changed last, and by whom, where that is called otherwise.
pub(crate) const CHANGED: ([&str; 4], [&str; 2]) = (
    ["UPDATE_TIME", "UPDATED_TIME", "CHANGED_DATE", "DATE_UPDATE"],
    ["UPDATED_BY", "CHANGED_BY"],
);
/// The category; the classic methods see only [`CLASSIC_CATEGORY`].
pub(crate) const CATEGORY: &str = "CATEGORY_ID";
/// The category that the classic methods are pinned to.
pub(crate) const CLASSIC_CATEGORY: i64 = 0;
/// Whether everybody sees the record, whether exports include it, and whether it is in use; yes by default.
pub(crate) const ON: [&str; 3] = ["OPENED", "EXPORT", "ACTIVE"];
/// Notes, in BBCode whatever they were sent in.
pub(crate) const COMMENTS: &str = "COMMENTS";
/// Parts of a person's name.
pub(crate) const NAME: &str = "NAME";
/// The same.
pub(crate) const LAST_NAME: &str = "LAST_NAME";
/// What people are described to need; nobody enforces it.
pub(crate) const NAMES: [&str; 3] = [NAME, "SECOND_NAME", LAST_NAME];
/// First and last name, kept for searching.
pub(crate) const FULL_NAME: &str = "FULL_NAME";
/// A record with a title of its own needs no name.
pub(crate) const TITLE: &str = "TITLE";
/// Day of birth, and its place in a year.
pub(crate) const BIRTH: (&str, &str) = ("BIRTHDATE", "BIRTHDAY_SORT");
/// `BIRTHDAY_SORT` of who has no birthday.
pub(crate) const NO_BIRTHDAY: i64 = 1024;
/// What a record is called when nobody gave it a name.
pub(crate) const UNTITLED: &str = "Untitled";
/// Taken for analytics when a record is made, and described nowhere.
pub(crate) const TRACE: &str = "TRACE";
/// Beginning of flags that say whether there are multifields of a kind.
pub(crate) const HAS: &str = "HAS_";
/// Open channels are messenger entries that begin so, counted by `HAS_IMOL`.
pub(crate) const OPEN_CHANNEL: (&str, &str, &str) = ("HAS_IMOL", "IM", "imol|");
/// Beginning of the fields that hold a parent; the number of its kind ends the name.
pub(crate) const PARENT: &str = "PARENT_ID_";
/// The record that another one belongs to: number of its kind, and its id.
pub(crate) const OWNER_COLUMNS: [(&str, &str); 2] = [
    ("OWNER_TYPE_ID", "OWNER_ID"),
    ("ENTITY_TYPE_ID", "ENTITY_ID"),
];
/// The same, the kind being told by its short code.
pub(crate) const OWNER_BY_CODE: (&str, &str) = ("OWNER_TYPE", "OWNER_ID");
/// Where a record stands.
pub(crate) const STAGES: [&str; 2] = ["STAGE_ID", "STATUS_ID"];
/// What stages of success are called everywhere, behind the prefix of their pipeline.
pub(crate) const WON: [&str; 5] = ["WON", "CONVERTED", "SUCCESS", "APPROVED", "P"];
/// What stages of failure are called.
pub(crate) const LOST: [&str; 6] = ["LOSE", "APOLOGY", "JUNK", "FAIL", "DECLAINED", "D"];
/// Kinds of records that others are with: compared as a whole where a pattern is asked for, and named by nobody once they are gone.
pub(crate) const CLIENTS: [&str; 2] = ["crm_company", "crm_contact"];
/// The records that describe types which the portal added itself, and the fields that all records of such types have.
pub(crate) const ADDED: (&str, &str) = ("crm.type", "crm.item.smart_process");
/// The number of a type of records.
pub(crate) const TYPE_NUMBER: &str = "ENTITY_TYPE_ID";
/// What events of records of added types are called, before what happened.
pub(crate) const ADDED_EVENT: &str = "ONCRMDYNAMICITEM";
/// Records of a page.
pub(crate) const PAGE: i64 = 50;

/// Whether records of a table are people, who have to have a name.
pub(crate) fn are_people(table: &Table) -> bool {
    table.has(NAME) && table.has(LAST_NAME) && !table.has(TITLE)
}
