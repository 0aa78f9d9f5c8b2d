//! The report as text.

use std::fmt::Write as _;

use super::report::{Column, Count, Counts, Coverage, Kind, Part, Row, Status, Subject};

const COLUMNS: [(Column, &str); 8] = [
    (Column::Methods, "methods"),
    (Column::Parameters, "parameters"),
    (Column::Results, "results"),
    (Column::Errors, "errors"),
    (Column::Events, "events"),
    (Column::Payloads, "payloads"),
    (Column::Placements, "placements"),
    (Column::Options, "options"),
];

impl Coverage {
    /// How the spec stands to what is documented, per column; then how much it has of each, per scope.
    #[must_use]
    pub fn tables(&self) -> String {
        let totals = self.totals();
        let mut rows = vec![
            [
                "",
                "documented",
                "has",
                "differs",
                "left out",
                "lacks",
                "besides",
            ]
            .map(str::to_owned),
        ];
        for (column, name) in COLUMNS {
            let Some(count) = totals.get(&column) else {
                continue;
            };
            rows.push([
                name.to_owned(),
                count.documented.to_string(),
                count.has.to_string(),
                count.differs.to_string(),
                count.left_out.to_string(),
                count.lacks.to_string(),
                count.besides.to_string(),
            ]);
        }
        let mut text = table(&rows);
        text.push('\n');
        let shown: Vec<(Column, &str)> = COLUMNS
            .into_iter()
            .filter(|(column, _)| totals.contains_key(column))
            .collect();
        let mut rows = vec![head(&shown)];
        let scopes = self.scopes();
        rows.extend(
            scopes
                .iter()
                .map(|(scope, counts)| line(scope, counts, &shown)),
        );
        if scopes.len() > 1 {
            rows.push(line("all", &totals, &shown));
        }
        text.push_str(&table(&rows));
        text
    }

    /// What the spec types differently, leaves out, lacks or has besides, thing by thing; `all` adds what it covers.
    #[must_use]
    pub fn details(&self, all: bool) -> String {
        let mut text = String::new();
        for subject in &self.subjects {
            if all || subject.status == Status::Has {
                details(&mut text, subject, all);
            }
        }
        text
    }

    /// Methods, events and placements that the spec lacks, one a line with its page.
    #[must_use]
    pub fn lacking(&self) -> String {
        let lacking = self
            .subjects
            .iter()
            .filter(|subject| subject.status == Status::Lacks);
        let rows: Vec<[String; 3]> = lacking
            .map(|subject| {
                [
                    kind(subject.kind).to_owned(),
                    name(subject),
                    subject.page.clone(),
                ]
            })
            .collect();
        left_table(&rows)
    }
}

fn details(text: &mut String, subject: &Subject, all: bool) {
    let rows: Vec<&Row> = subject
        .rows
        .iter()
        .filter(|row| all || row.status != Status::Has)
        .collect();
    if rows.is_empty() && !all {
        return;
    }
    let _ = write!(text, "{} {}", kind(subject.kind), name(subject));
    let others: Vec<&str> = subject
        .found
        .iter()
        .map(String::as_str)
        .filter(|found| *found != name(subject))
        .collect();
    if !others.is_empty() {
        let _ = write!(text, " ({})", others.join(", "));
    }
    match (subject.status, &subject.note) {
        (Status::Lacks, _) => text.push_str(": lacks"),
        (Status::LeftOut, Some(reason)) => {
            let _ = write!(text, ": left out: {reason}");
        }
        _ => {}
    }
    text.push('\n');
    let cells: Vec<[String; 3]> = rows
        .into_iter()
        .map(|row| {
            [
                format!("  {}", status(row.status)),
                part(row.part).to_owned(),
                says(row),
            ]
        })
        .collect();
    text.push_str(&left_table(&cells));
}

fn says(row: &Row) -> String {
    let mut text = row.name.clone();
    if let Some(variant) = &row.variant {
        let _ = write!(text, " ({variant})");
    }
    let documented = row.documented.as_deref();
    if row.part == Part::Page {
        let _ = write!(text, ", spec {}", row.spec.as_deref().unwrap_or_default());
        return text;
    }
    match (row.status, documented, row.spec.as_deref()) {
        (Status::Differs, documented, Some(spec)) => {
            let _ = write!(
                text,
                ": documented {}, spec {spec}",
                documented.unwrap_or("without a type")
            );
        }
        (Status::Has, Some(documented), Some(spec)) => {
            let _ = write!(text, ": {documented}, spec {spec}");
        }
        (Status::Besides, _, Some(spec)) => {
            let _ = write!(text, ": {spec}");
        }
        (_, Some(documented), _) => {
            let _ = write!(text, ": {documented}");
        }
        _ => {}
    }
    if let Some(note) = &row.note {
        let _ = write!(text, "; {note}");
    }
    text
}

fn name(subject: &Subject) -> String {
    match subject.rest {
        Some(3) => format!("v3/{}", subject.name),
        _ => subject.name.clone(),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Method => "method",
        Kind::Event => "event",
        Kind::Placement => "placement",
        Kind::Common => "errors of",
    }
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Parameter => "parameter",
        Part::Result => "result",
        Part::Error => "error",
        Part::Payload => "payload",
        Part::Option => "option",
        Part::Page => "page",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Has => "has",
        Status::Differs => "differs",
        Status::LeftOut => "left out",
        Status::Lacks => "lacks",
        Status::Besides => "besides",
    }
}

fn head(shown: &[(Column, &str)]) -> Vec<String> {
    let names = shown.iter().map(|(_, name)| (*name).to_owned());
    std::iter::once("scope".to_owned()).chain(names).collect()
}

fn line(scope: &str, counts: &Counts, shown: &[(Column, &str)]) -> Vec<String> {
    let cells = shown.iter().map(|(column, _)| {
        counts.get(column).map_or_else(
            String::new,
            |Count {
                 documented, has, ..
             }| format!("{has}/{documented}"),
        )
    });
    std::iter::once(scope.to_owned()).chain(cells).collect()
}

/// Columns side by side, the first to the left and the others, which are numbers, to the right.
fn table<R: AsRef<[String]>>(rows: &[R]) -> String {
    lines(rows, |column| column > 0)
}

fn left_table<R: AsRef<[String]>>(rows: &[R]) -> String {
    lines(rows, |_| false)
}

fn lines<R: AsRef<[String]>>(rows: &[R], right: impl Fn(usize) -> bool) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (index, cell) in row.as_ref().iter().enumerate() {
            let width = cell.chars().count();
            match widths.get_mut(index) {
                Some(known) => *known = width.max(*known),
                None => widths.push(width),
            }
        }
    }
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (index, (cell, width)) in row.as_ref().iter().zip(&widths).enumerate() {
            if index > 0 {
                line.push_str("  ");
            }
            let _ = if right(index) {
                write!(line, "{cell:>width$}")
            } else {
                write!(line, "{cell:<width$}")
            };
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
