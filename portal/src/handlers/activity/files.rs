//! Files of activities, at the addresses where activities have them.

use serde_json::{Value, json};

use super::column;
use crate::engine::Cx;
use crate::fault::Fault;

/// Number of activities among the kinds of records.
const KIND: i64 = 6;

/// Files of an activity; nothing without any.
pub(super) fn of(cx: &Cx<'_>, activity: i64) -> Result<Option<Value>, Fault> {
    let kept = column(cx, activity, "FILES")?;
    let ids: Vec<i64> = serde_json::from_str(kept.as_str().unwrap_or_default()).unwrap_or_default();
    let base = cx.core.settings.base();
    let file = |id: &i64| {
        let query = format!("fileId={id}&ownerTypeId={KIND}&ownerId={activity}&auth=");
        json!({ "id": id, "url": format!("{base}/bitrix/tools/crm_show_file.php?{query}") })
    };
    Ok((!ids.is_empty()).then(|| ids.iter().map(file).collect()))
}
