//! `crm.timeline.icon.*` and `crm.timeline.logo.*`: pictures by their codes.

use serde_json::json;

use crate::catalogue::View;
use crate::engine::records::{self, held, text};
use crate::engine::{Answer, Cx, delete as remove, file};
use crate::fault::Fault;
use crate::php;

pub(super) const ICON: &str = "crm.timeline.icon";
pub(super) const LOGO: &str = "crm.timeline.logo";

/// Adds a picture. Its file is kept, and read at the address that records give.
pub(super) fn add(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let entity = entity(cx);
    let view = records::view(cx, entity)?;
    let code = cx.param("code").and_then(php::text).unwrap_or_default();
    let content = cx.param("fileContent").and_then(php::text);
    let (false, Some(content)) = (code.is_empty(), content) else {
        return Err(Fault::new("100", "Required fields are not provided"));
    };
    let content = file::decode(&content)
        .filter(|content| !content.is_empty())
        .ok_or_else(|| Fault::bad_argument("Invalid fileContent parameter specified"))?;
    if records::row(cx, &view, &[held("CODE", code.clone())])?.is_some() {
        return Err(Fault::bad_argument(format!(
            "There is a picture {code} already"
        )));
    }
    let file = file::save(cx.db(), &code, &content)?;
    let address = format!("{}{file}", address(entity));
    let kept = [held("CODE", code), held("FILE_URI", address)];
    let row = records::add(cx, &view, &json!([]), &kept)?;
    records::usual(cx, &view, "get", &json!({ "id": row }))
}

/// Removes a picture.
pub(super) fn delete(cx: &Cx<'_>) -> Result<Answer, Fault> {
    let view = records::view(cx, entity(cx))?;
    let code = cx.param("code").and_then(php::text).unwrap_or_default();
    let row = records::row(cx, &view, &[held("CODE", code)])?;
    let row = row.ok_or_else(|| Fault::new("NOT_FOUND", "Picture is not found"))?;
    remove(cx, &view, row)?;
    Ok(json!(true).into())
}

/// The file of a picture goes with it.
pub(super) fn delete_file(cx: &Cx<'_>, view: &View, row: i64) -> Result<(), Fault> {
    let Some([uri]) = records::get(cx, view, row, ["FILE_URI"])? else {
        return Ok(());
    };
    let (uri, address) = (text(&uri), address(&view.table.entity));
    match uri.strip_prefix(&address).and_then(|id| id.parse().ok()) {
        Some(file) => Ok(file::delete(cx.db(), file)?),
        None => Ok(()),
    }
}

fn entity(cx: &Cx<'_>) -> &'static str {
    if cx.call.starts_with("crm.timeline.icon.") {
        ICON
    } else {
        LOGO
    }
}

/// Beginning of the addresses of pictures.
fn address(entity: &str) -> String {
    format!("/bitrix/components/bitrix/{entity}/show_file.php?fileId=")
}
