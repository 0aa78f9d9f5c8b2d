//! The `link` family: records that a record is linked to, one of them the main one.

mod rows;

use bitrix24_codegen::model::{Access, EntityId, Method};
use serde_json::{Map, Value, json};

use super::{Answer, Cx, describe, outcome};
use crate::catalogue::{Link, Table, link_owner};
use crate::fault::Fault;
use crate::php;
use rows::{Bound, STEP, bound, place, store};
pub(crate) use rows::{extend, is_bound, remove_from, remove_to, replace, retarget, targets};

pub(super) fn run(
    cx: &Cx<'_>,
    method: &Method,
    entity: EntityId,
    role: &str,
) -> Option<Result<Answer, Fault>> {
    let model = &cx.core.catalogue.model;
    if role == "fields" {
        let writable = model[entity]
            .fields
            .iter()
            .filter(|f| !matches!(f.access, Access::Read | Access::Filter));
        return Some(Ok(describe::plain(model, writable).into()));
    }
    let view = cx.core.catalogue.view(link_owner(model, method)?)?;
    let link = view
        .table
        .links
        .iter()
        .find(|l| l.entity == model[entity].full_name)?;
    let links = Links {
        cx,
        table: &view.table,
        link,
        bare: role == "items.set",
    };
    let result = links.run(role)?;
    if let (Ok(answer), Some(owner)) = (&result, cx.id())
        && cx.writes()
        && answer.result != Value::Bool(false).into()
    {
        cx.raise_change(view, "Update", owner);
    }
    Some(result)
}

struct Links<'a> {
    cx: &'a Cx<'a>,
    table: &'a Table,
    link: &'a Link,
    /// Texts spell parameters without quotation marks.
    bare: bool,
}

impl Links<'_> {
    fn run(&self, role: &str) -> Option<Result<Answer, Fault>> {
        Some(match role {
            "add" => self.add(),
            "delete" => self.delete(),
            "items.get" => self.items(),
            "items.set" => self.set(),
            "items.delete" => self.clear(),
            _ => return None,
        })
    }

    fn owner(&self) -> Result<i64, Fault> {
        self.cx.id().ok_or_else(|| {
            let name = self.spelled("ownerEntityID");
            Fault::plain(format!("The parameter {name} is invalid or not defined."))
        })
    }

    /// A parameter in texts: one method leaves the quotation marks out.
    fn spelled(&self, name: &str) -> String {
        if self.bare {
            name.to_owned()
        } else {
            format!("'{name}'")
        }
    }

    fn existing_owner(&self) -> Result<i64, Fault> {
        let owner = self.owner()?;
        if self.cx.exists(self.table, owner)? {
            Ok(owner)
        } else {
            Err(outcome::absent(self.cx, Fault::plain("Not found.")))
        }
    }

    /// An array among the parameters.
    fn array(&self, name: &str) -> Result<Value, Fault> {
        let given = self.cx.any_param(name).filter(|v| php::is_array(v));
        given.cloned().ok_or_else(|| {
            let name = self.spelled(name);
            Fault::plain(format!("The parameter {name} must be array."))
        })
    }

    /// An owner that exists, and `fields`, in the order in which the platform looks at them.
    fn owner_and_fields(&self) -> Result<(i64, Value), Fault> {
        self.owner()?;
        let fields = self.array("fields")?;
        Ok((self.existing_owner()?, fields))
    }

    fn target(&self, fields: &Value) -> Result<i64, Fault> {
        let target = php::get(fields, &self.link.column).map_or(0, php::int);
        if target > 0 {
            Ok(target)
        } else {
            Err(Fault::plain("The parameter 'fields' is not valid."))
        }
    }

    fn add(&self) -> Result<Answer, Fault> {
        let (owner, fields) = self.owner_and_fields()?;
        let target = self.target(&fields)?;
        let mut bound = self.bound(owner)?;
        if bound.iter().any(|b| b.target == target) {
            return Ok(json!(false).into());
        }
        let last = bound.iter().map(|b| b.sort).max().unwrap_or(0);
        bound.push(read(&fields, target, last.saturating_add(STEP)));
        if bound.last().is_some_and(|b| b.primary) {
            bound
                .iter_mut()
                .for_each(|b| b.primary = b.target == target);
        }
        self.save(owner, bound)?;
        Ok(json!(true).into())
    }

    fn delete(&self) -> Result<Answer, Fault> {
        let (owner, fields) = self.owner_and_fields()?;
        let target = self.target(&fields)?;
        let mut bound = self.bound(owner)?;
        let before = bound.len();
        bound.retain(|b| b.target != target);
        let found = bound.len() < before;
        if found {
            self.save(owner, bound)?;
        }
        Ok(json!(found).into())
    }

    fn items(&self) -> Result<Answer, Fault> {
        let bound = self.bound(self.owner()?)?;
        let items = bound.iter().map(|b| {
            let mut item = Map::new();
            item.insert(self.link.column.clone(), b.target.into());
            item.insert("SORT".to_owned(), b.sort.into());
            item.insert("ROLE_ID".to_owned(), b.role.into());
            item.insert(
                "IS_PRIMARY".to_owned(),
                if b.primary { "Y" } else { "N" }.into(),
            );
            Value::Object(item)
        });
        Ok(items.collect::<Value>().into())
    }

    fn set(&self) -> Result<Answer, Fault> {
        self.owner()?;
        let items = self.array("items")?;
        let owner = self.existing_owner()?;
        let mut bound: Vec<Bound> = Vec::new();
        // Entries that are skipped take up a place all the same.
        for (at, item) in php::values(&items).into_iter().enumerate() {
            let target = php::get(item, &self.link.column).map_or(0, php::int);
            if target > 0 && bound.iter().all(|b| b.target != target) {
                bound.push(read(item, target, place(at)));
            }
        }
        self.save(owner, bound)?;
        Ok(json!(true).into())
    }

    fn clear(&self) -> Result<Answer, Fault> {
        self.save(self.owner()?, Vec::new())?;
        Ok(json!(true).into())
    }

    fn bound(&self, owner: i64) -> Result<Vec<Bound>, Fault> {
        bound(self.cx.db(), self.link, owner)
    }

    fn save(&self, owner: i64, bound: Vec<Bound>) -> Result<(), Fault> {
        store(self.cx.db(), self.link, owner, bound)
    }
}

fn read(fields: &Value, target: i64, place: i64) -> Bound {
    let yes = |v: &Value| {
        v == &Value::Bool(true) || php::text(v).is_some_and(|t| t.eq_ignore_ascii_case("y"))
    };
    Bound {
        target,
        sort: php::get(fields, "SORT")
            .map(php::int)
            .filter(|s| *s > 0)
            .unwrap_or(place),
        primary: php::get(fields, "IS_PRIMARY").is_some_and(yes),
        role: 0,
    }
}
