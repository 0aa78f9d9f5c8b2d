//! The second half of writing: rows, and what the platform fills in itself.

use super::{Change, current, refusal};
use crate::catalogue::{Kind, View};
use crate::engine::{Cx, conventions as names, file, link, multifield, stages};
use crate::fault::Fault;
use crate::store::{Stored, quote};

impl Change {
    /// Writes a new record and tells its id.
    pub(crate) fn insert(mut self, cx: &Cx<'_>, view: &View) -> Result<i64, Fault> {
        let (user, now) = (
            Stored::Integer(cx.hit.caller.user),
            Stored::Integer(cx.zone().now()),
        );
        self.set_default(view, names::RESPONSIBLE, user.clone());
        let made = [names::CREATED, names::MODIFIED].concat();
        for (by, at) in made.into_iter().chain([names::ACTIVE]) {
            self.set_default(view, by, user.clone());
            self.set_default(view, at, now.clone());
        }
        for (moments, people) in [
            (&names::MADE.0, &names::MADE.1[..]),
            (&names::CHANGED.0, &names::CHANGED.1[..]),
        ] {
            self.stamp(view, moments, people, &user, &now);
        }
        if view.table.takes(names::CATEGORY) {
            let usual = Stored::Integer(names::CLASSIC_CATEGORY);
            self.set_default(view, names::CATEGORY, usual);
        }
        for flag in names::ON {
            self.set_default(view, flag, Stored::Text("Y".to_owned()));
        }
        for column in view
            .table
            .columns
            .iter()
            .filter(|c| matches!(c.kind, Kind::Flag | Kind::Truth) && !c.many)
        {
            self.set_default(view, &column.name, Stored::Text("N".to_owned()));
        }
        if names::are_people(&view.table)
            && self.text(names::NAME).is_empty()
            && self.text(names::LAST_NAME).is_empty()
        {
            self.set(names::LAST_NAME, Stored::Text(names::UNTITLED.to_owned()));
        }
        let (name, last) = (self.text(names::NAME), self.text(names::LAST_NAME));
        self.derive(view, &name, &last);
        if view.table.has(names::BIRTH.1) && !self.columns.iter().any(|(c, _)| c == names::BIRTH.1)
        {
            self.set(names::BIRTH.1, Stored::Integer(names::NO_BIRTHDAY));
        }
        for (column, held) in cx.scope {
            self.set(column, held.clone());
        }
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|(column, _)| quote(column))
            .collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let table = quote(&view.table.name);
        let sql = if columns.is_empty() {
            format!("INSERT INTO {table} DEFAULT VALUES")
        } else {
            format!(
                "INSERT INTO {table} ({}) VALUES ({marks})",
                columns.join(", ")
            )
        };
        cx.db()
            .prepare_cached(&sql)?
            .execute(rusqlite::params_from_iter(
                self.columns.iter().map(|(_, v)| v),
            ))?;
        let id = cx.db().last_insert_rowid();
        self.beside(cx, view, id, true)?;
        stages::moved(cx, view, id, None, true)?;
        Ok(id)
    }

    /// Writes into a record that exists.
    pub(crate) fn update(mut self, cx: &Cx<'_>, view: &View, id: i64) -> Result<(), Fault> {
        let stood = stages::of(cx, view, id)?;
        let (user, now) = (
            Stored::Integer(cx.hit.caller.user),
            Stored::Integer(cx.zone().now()),
        );
        self.stamp(view, &names::CHANGED.0, &names::CHANGED.1, &user, &now);
        for (by, at) in names::MODIFIED {
            self.set_default(view, by, user.clone());
            self.set_default(view, at, now.clone());
        }
        if view.table.has(names::NAME) && view.table.has(names::LAST_NAME) {
            let name = self.text_or_current(cx, view, names::NAME, id)?;
            let last = self.text_or_current(cx, view, names::LAST_NAME, id)?;
            if names::are_people(&view.table) && name.is_empty() && last.is_empty() {
                let text = "The required field 'Last name' is not filled in.";
                return Err(if view.item {
                    refusal(view, &[text.to_owned()])
                } else {
                    Fault::plain(text)
                });
            }
            self.derive(view, &name, &last);
        } else {
            self.derive(view, "", "");
        }
        if !self.columns.is_empty() {
            let sets: Vec<String> = self
                .columns
                .iter()
                .map(|(column, _)| format!("{} = ?", quote(column)))
                .collect();
            let sql = format!(
                "UPDATE {} SET {} WHERE ID = ?",
                quote(&view.table.name),
                sets.join(", ")
            );
            let values = self
                .columns
                .iter()
                .map(|(_, v)| v.clone())
                .chain([Stored::Integer(id)]);
            cx.db()
                .prepare_cached(&sql)?
                .execute(rusqlite::params_from_iter(values))?;
        }
        self.beside(cx, view, id, false)?;
        stages::moved(cx, view, id, stood.as_ref(), false)
    }

    /// Notes who did it and when, in the columns that are there for it.
    fn stamp(
        &mut self,
        view: &View,
        moments: &[&str],
        people: &[&str],
        user: &Stored,
        now: &Stored,
    ) {
        for column in &view.table.columns {
            let name = column.name.as_str();
            match column.kind {
                Kind::Moment if moments.contains(&name) => {
                    self.set_default(view, name, now.clone());
                }
                Kind::User if people.contains(&name) => self.set_default(view, name, user.clone()),
                _ => {}
            }
        }
    }

    /// Multifields, links, files that are not needed any more.
    fn beside(&self, cx: &Cx<'_>, view: &View, id: i64, new: bool) -> Result<(), Fault> {
        let mut wrong = self.wrong.clone();
        if !self.multi.is_empty() {
            wrong.extend(multifield::merge(cx.db(), &view.table, id, &self.multi)?);
        }
        if !wrong.is_empty() {
            return Err(refusal(view, &wrong));
        }
        match (&self.all, &self.main) {
            (Some((link, targets)), _) => link::replace(cx.db(), link, id, targets)?,
            (None, Some((link, target))) => {
                if new || *target == 0 || !link::is_bound(cx.db(), link, id, *target)? {
                    let targets: Vec<i64> = Some(*target).filter(|t| *t > 0).into_iter().collect();
                    link::replace(cx.db(), link, id, &targets)?;
                }
            }
            (None, None) => {}
        }
        for file in &self.gone {
            file::delete(cx.db(), *file)?;
        }
        Ok(())
    }

    fn text(&self, column: &str) -> String {
        match self.columns.iter().find(|(name, _)| name == column) {
            Some((_, Stored::Text(text))) => text.trim().to_owned(),
            _ => String::new(),
        }
    }

    fn text_or_current(
        &self,
        cx: &Cx<'_>,
        view: &View,
        column: &str,
        id: i64,
    ) -> Result<String, Fault> {
        if self.columns.iter().any(|(name, _)| name == column) {
            return Ok(self.text(column));
        }
        Ok(match current(cx, view, column, id)? {
            Stored::Text(text) => text.trim().to_owned(),
            _ => String::new(),
        })
    }

    /// What follows from other columns and is kept only to be searched by.
    fn derive(&mut self, view: &View, name: &str, last: &str) {
        if view.table.has(names::FULL_NAME) {
            let full = [name, last]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            self.set(names::FULL_NAME, Stored::Text(full));
        }
        let (date, sort) = names::BIRTH;
        if view.table.has(sort)
            && let Some((_, day)) = self.columns.iter().find(|(column, _)| column == date)
        {
            let place = match day {
                Stored::Text(day) => birthday_sort(day).unwrap_or(names::NO_BIRTHDAY),
                _ => names::NO_BIRTHDAY,
            };
            self.set(sort, Stored::Integer(place));
        }
    }
}

fn birthday_sort(day: &str) -> Option<i64> {
    let mut parts = day.split('-').skip(1).map(|part| part.parse::<i64>().ok());
    Some(parts.next()?? * 32 + parts.next()??)
}
