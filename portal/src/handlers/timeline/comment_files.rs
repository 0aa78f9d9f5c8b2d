//! Files of comments: written as names and contents, read with all that is known of them.

use serde_json::{Map, Value, json};

use crate::engine::Cx;
use crate::engine::file::{self, Wish};
use crate::fault::Fault;
use crate::php;

/// Endings of pictures.
const PICTURES: [&str; 6] = ["png", "gif", "jpg", "jpeg", "bmp", "webp"];

/// Puts these in place of the files that a comment has.
pub(super) fn replace(cx: &Cx<'_>, entry: i64, files: Option<&Value>) -> Result<(), Fault> {
    let sql = "DELETE FROM comment_file WHERE entry = ?1 RETURNING file";
    let gone: Vec<i64> = cx
        .db()
        .prepare_cached(sql)?
        .query_map([entry], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for file in gone {
        file::delete(cx.db(), file)?;
    }
    for file in files.map(php::values).unwrap_or_default() {
        if let Wish::Upload { name, content, .. } = Wish::item(file) {
            let file = file::save(cx.db(), &name, &content)?;
            let sql =
                "INSERT INTO comment_file (file, entry, author, created) VALUES (?1, ?2, ?3, ?4)";
            let row = (file, entry, cx.hit.caller.user, cx.zone().now());
            cx.db().prepare_cached(sql)?.execute(row)?;
        }
    }
    Ok(())
}

/// Files of a comment by their ids; an empty list without any.
pub(super) fn of(cx: &Cx<'_>, entry: i64) -> Result<Value, Fault> {
    let sql = "SELECT file, author, created, name, LENGTH(content) FROM comment_file JOIN file ON id = file
         WHERE entry = ?1 ORDER BY file";
    let base = cx.core.settings.base();
    let mut statement = cx.db().prepare_cached(sql)?;
    let rows = statement.query_map([entry], |row| {
        let (id, name): (i64, String) = (row.get(0)?, row.get(3)?);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let picture = PICTURES.iter().any(|p| p.eq_ignore_ascii_case(ending));
        let url = |what: &str| {
            format!(
                "{base}/disk/{what}/{id}/?&ncc=1&fileId={id}&filename={}",
                php::escape(&name)
            )
        };
        let value = json!({
            "id": id,
            "date": cx.zone().moment(row.get(2)?),
            "type": if picture { "image" } else { "file" },
            "size": row.get::<_, i64>(4)?,
            "authorId": row.get::<_, i64>(1)?,
            "urlPreview": if picture { url("showFile") } else { String::new() },
            "urlShow": url("showFile"),
            "urlDownload": url("downloadFile"),
            "name": name,
        });
        Ok((id.to_string(), value))
    })?;
    Ok(php::array(rows.collect::<rusqlite::Result<Map<_, _>>>()?))
}
