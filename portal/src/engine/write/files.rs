//! What becomes of a file field.

use serde_json::Value;

use super::{Change, check, current};
use crate::catalogue::{View, ViewField};
use crate::engine::Cx;
use crate::engine::file::{self, Wish};
use crate::engine::value::unpack;
use crate::fault::Fault;
use crate::php;
use crate::store::Stored;

impl Change {
    /// The new value of a file field; nothing when it stays as it is.
    pub(super) fn files(
        &mut self,
        cx: &Cx<'_>,
        view: &View,
        field: &ViewField,
        value: &Value,
        id: Option<i64>,
    ) -> Result<Option<Stored>, Fault> {
        let column = field.column().unwrap_or_default();
        let current = match id {
            Some(id) => current(cx, view, column, id)?,
            None => Stored::Null,
        };
        let wish = |value: &Value| {
            if view.item {
                Wish::item(value)
            } else {
                Wish::classic(value)
            }
        };
        if field.many {
            let wishes = php::values(value).into_iter().map(wish).collect();
            self.several(cx, view, field, &current, wishes)
        } else {
            self.single(cx, field, &current, wish(value))
        }
    }

    fn single(
        &mut self,
        cx: &Cx<'_>,
        field: &ViewField,
        current: &Stored,
        wish: Wish,
    ) -> Result<Option<Stored>, Fault> {
        let old = match current {
            Stored::Integer(old) => Some(*old),
            _ => None,
        };
        match wish {
            Wish::Nothing | Wish::Keep(_) => Ok(None),
            // Files of other records are nobody's to remove.
            Wish::Remove(file) if Some(file) != old => Ok(None),
            Wish::Remove(_) | Wish::Clear => {
                self.gone.extend(old);
                Ok(Some(Stored::Null))
            }
            Wish::Upload { name, content, .. } => {
                self.gone.extend(old);
                let file = self.upload(cx, field, &name, &content)?;
                Ok(Some(Stored::Integer(file)))
            }
        }
    }

    fn several(
        &mut self,
        cx: &Cx<'_>,
        view: &View,
        field: &ViewField,
        current: &Stored,
        wishes: Vec<Wish>,
    ) -> Result<Option<Stored>, Fault> {
        let before: Vec<i64> = unpack(current.into())
            .into_iter()
            .filter_map(|v| match v {
                Stored::Integer(file) => Some(file),
                _ => None,
            })
            .collect();
        let mut kept = before.clone();
        let mut listed = Vec::new();
        for wish in wishes {
            match wish {
                Wish::Nothing | Wish::Clear => {}
                Wish::Keep(file) => listed.extend(before.contains(&file).then_some(file)),
                Wish::Remove(removed) => kept.retain(|file| *file != removed),
                Wish::Upload {
                    name,
                    content,
                    replaces,
                } => {
                    let new = self.upload(cx, field, &name, &content)?;
                    match kept.iter_mut().find(|file| Some(**file) == replaces) {
                        Some(old) => *old = new,
                        None => listed.push(new),
                    }
                }
            }
        }
        // The universal methods get the whole list, the classic ones what is to be done.
        let after: Vec<i64> = if view.item {
            listed
        } else {
            listed.retain(|file| !kept.contains(file));
            kept.into_iter().chain(listed).collect()
        };
        self.gone
            .extend(before.into_iter().filter(|file| !after.contains(file)));
        Ok(Some(if after.is_empty() {
            Stored::Null
        } else {
            Stored::Text(Value::from(after).to_string())
        }))
    }

    fn upload(
        &mut self,
        cx: &Cx<'_>,
        field: &ViewField,
        name: &str,
        content: &[u8],
    ) -> Result<i64, Fault> {
        if let Some(custom) = &field.custom {
            self.wrong.extend(check::file(custom, name, content));
        }
        file::save(cx.db(), name, content)
    }
}
