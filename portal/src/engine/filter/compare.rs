//! One condition as SQL.

use serde_json::Value;

use super::operator::Operator;
use crate::catalogue::Kind;
use crate::php;
use crate::store::{Sql, Stored};
use crate::zone::Zone;

/// What is compared.
pub(super) struct Target<'a> {
    /// SQL of a column.
    pub(super) column: String,
    pub(super) kind: &'a Kind,
    /// The column holds a JSON array.
    pub(super) many: bool,
    pub(super) zone: Zone,
}

impl Target<'_> {
    /// The condition, not yet negated.
    pub(super) fn condition(&self, operator: Operator, value: &Value) -> Sql {
        // A pattern makes no sense for what is chosen from a list: equality is meant.
        let chosen = matches!(self.kind, Kind::Status(_) | Kind::Record(_));
        match operator {
            Operator::Bare | Operator::Equal | Operator::In => self.any_of(value),
            Operator::Contains | Operator::Like | Operator::Query if chosen => self.any_of(value),
            Operator::Contains => self.each(value, |v| self.like(&format!("%{}%", escape(&v)))),
            Operator::Like => self.each(value, |v| self.pattern(&v)),
            Operator::Query => self.each(value, |v| self.query(&v)),
            Operator::Greater => self.range(">", value),
            Operator::GreaterOrEqual => self.range(">=", value),
            Operator::Less => self.range("<", value),
            Operator::LessOrEqual => self.range("<=", value),
            Operator::Between => {
                let values = php::values(value);
                match values.as_slice() {
                    [low, high, ..] => {
                        Sql::all(vec![self.range(">=", low), self.range("<=", high)])
                    }
                    _ => Sql::constant(false),
                }
            }
        }
    }

    /// No value at all.
    pub(super) fn is_null(&self) -> Sql {
        Sql::new(format!("{} IS NULL", self.column), [])
    }

    fn any_of(&self, value: &Value) -> Sql {
        let values = if php::is_array(value) {
            php::values(value)
        } else {
            vec![value]
        };
        let mut parts = Vec::new();
        let mut plain = Vec::new();
        for value in values {
            match self.operand(value) {
                Operand::Empty => parts.push(self.is_empty()),
                Operand::Never => {}
                Operand::Value(value) => plain.push(value),
            }
        }
        if !plain.is_empty() {
            let marks = vec!["?"; plain.len()].join(", ");
            parts.push(self.on_values(format!("{{}} IN ({marks})"), plain));
        }
        Sql::any(parts)
    }

    fn is_empty(&self) -> Sql {
        let column = &self.column;
        if self.many {
            return Sql::new(format!("({column} IS NULL OR {column} IN ('', '[]'))"), []);
        }
        let zero = if self.kind.numeric() { "0" } else { "''" };
        Sql::new(format!("({column} IS NULL OR {column} = {zero})"), [])
    }

    fn range(&self, sign: &str, value: &Value) -> Sql {
        let value = php::values(value).first().map_or(&Value::Null, |v| *v);
        let operand = match (self.kind, self.operand(value)) {
            (_, Operand::Value(value)) => value,
            // Numbers: what is empty counts as nought. An unparsable date matches nothing.
            (kind, Operand::Empty) if kind.numeric() => Stored::Integer(0),
            (_, Operand::Empty) => Stored::Text(String::new()),
            (_, Operand::Never) => return Sql::constant(false),
        };
        self.on_values(format!("{{}} {sign} ?"), vec![operand])
    }

    fn each(&self, value: &Value, condition: impl Fn(String) -> Sql) -> Sql {
        let values = php::values(value);
        let parts: Vec<Sql> = values
            .into_iter()
            .filter_map(php::text)
            .map(condition)
            .collect();
        if parts.is_empty() {
            Sql::constant(true)
        } else {
            Sql::any(parts)
        }
    }

    fn like(&self, pattern: &str) -> Sql {
        self.on_values(
            "{} LIKE ? ESCAPE '!'".to_owned(),
            vec![Stored::Text(pattern.to_owned())],
        )
    }

    fn pattern(&self, pattern: &str) -> Sql {
        self.on_values(
            // The sign that MySQL takes where nothing else is said.
            "{} LIKE ? ESCAPE '\\'".to_owned(),
            vec![Stored::Text(pattern.to_owned())],
        )
    }

    /// `ada & love | grace`.
    fn query(&self, text: &str) -> Sql {
        let all = |part: &str| {
            let words = part.split(['&', ' ']).filter(|w| !w.is_empty());
            Sql::all(
                words
                    .map(|w| self.like(&format!("%{}%", escape(w))))
                    .collect(),
            )
        };
        Sql::any(text.split('|').map(all).collect())
    }

    /// A comparison of the column, or of any value of its array. `{}` stands for what is compared.
    fn on_values(&self, comparison: String, values: Vec<Stored>) -> Sql {
        if self.many {
            let inner = comparison.replacen("{}", "value COLLATE NOCASE", 1);
            return Sql::new(
                format!(
                    "EXISTS (SELECT 1 FROM json_each({}) WHERE {inner})",
                    self.column
                ),
                values,
            );
        }
        Sql::new(comparison.replacen("{}", &self.column, 1), values)
    }

    fn operand(&self, value: &Value) -> Operand {
        let Some(text) = php::text(value) else {
            return Operand::Empty;
        };
        if text.trim().is_empty() {
            return Operand::Empty;
        }
        match self.kind {
            Kind::Date => self
                .zone
                .read_day(&text)
                .map_or(Operand::Never, |d| Operand::Value(Stored::Text(d))),
            Kind::Moment => self
                .zone
                .read_moment(&text)
                .map_or(Operand::Never, |m| Operand::Value(Stored::Integer(m))),
            Kind::Number => match php::number(value) {
                Some(n) => number(&n),
                None => Operand::Empty,
            },
            Kind::Switch => match switch(value) {
                true => Operand::Value(Stored::Integer(1)),
                false => Operand::Empty,
            },
            Kind::Flag => Operand::Value(Stored::Text(flag(value, &text))),
            kind if kind.numeric() => match php::int(value) {
                0 => Operand::Empty,
                number => Operand::Value(Stored::Integer(number)),
            },
            _ => Operand::Value(Stored::Text(text)),
        }
    }
}

enum Operand {
    /// Null or empty (or nought) is meant.
    Empty,
    /// Cannot be compared with anything.
    Never,
    Value(Stored),
}

fn number(number: &serde_json::Number) -> Operand {
    match number.as_i64() {
        Some(0) => Operand::Empty,
        Some(n) => Operand::Value(Stored::Integer(n)),
        None => Operand::Value(Stored::Real(number.as_f64().unwrap_or_default())),
    }
}

fn switch(value: &Value) -> bool {
    value
        .as_bool()
        .unwrap_or_else(|| matches!(php::text(value).as_deref(), Some("1" | "Y" | "y" | "true")))
}

fn flag(value: &Value, text: &str) -> String {
    match value {
        Value::Bool(true) => "Y".to_owned(),
        _ if text.eq_ignore_ascii_case("true") || text == "1" => "Y".to_owned(),
        _ if text.eq_ignore_ascii_case("false") || text == "0" => "N".to_owned(),
        _ => text.to_owned(),
    }
}

/// Signs of a pattern inside a plain text.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            out.push('!');
        }
        out.push(c);
    }
    out
}
