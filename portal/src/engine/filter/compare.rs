//! One condition as SQL.

use serde_json::Value;

use super::operator::Operator;
use crate::catalogue::Kind;
use crate::engine::conventions::CLIENTS;
use crate::php;
use crate::store::{LIKE_ANY, Sql, Stored, WORDS};
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
        match operator {
            Operator::Bare | Operator::Equal | Operator::In => self.any_of(value),
            Operator::Contains | Operator::Like | Operator::Query if self.is_chosen() => {
                self.any_of(value)
            }
            Operator::Contains => {
                let part = |text: String| format!("%{}%", escape(&text));
                self.like(value, part, '!')
            }
            // The sign that MySQL takes where nothing else is said.
            Operator::Like => self.like(value, |text| text, '\\'),
            Operator::Query => self.query(value),
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

    /// A pattern makes no sense for what is chosen from a list: equality is meant.
    fn is_chosen(&self) -> bool {
        match self.kind {
            Kind::Status(_) => true,
            Kind::Record(kind) => CLIENTS.contains(&kind.as_str()),
            _ => false,
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
                // An unparsable date becomes `false`, which is nothing too.
                Operand::Empty | Operand::Never => parts.push(self.is_empty()),
                Operand::Value(value) => plain.push(value),
            }
        }
        match (plain.pop(), plain.is_empty()) {
            (Some(only), true) => parts.push(self.on_values("{} = ?", only)),
            (Some(last), false) => {
                plain.push(last);
                let list = "{} IN (SELECT value FROM json_each(?))";
                parts.push(self.on_values(list, array(plain)));
            }
            (None, _) => {}
        }
        // One of these says it for all.
        parts.dedup_by(|a, b| a.values.is_empty() && a.text == b.text);
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
        self.on_values(&format!("{{}} {sign} ?"), operand)
    }

    /// A comparison with any of several patterns. Without one there is no condition.
    fn like(&self, value: &Value, pattern: impl Fn(String) -> String, escape: char) -> Sql {
        let texts = php::values(value).into_iter().filter_map(php::text);
        let mut patterns: Vec<Stored> = texts.map(|text| Stored::Text(pattern(text))).collect();
        match (patterns.pop(), patterns.is_empty()) {
            (None, _) => Sql::constant(true),
            (Some(only), true) => self.on_values(&format!("{{}} LIKE ? ESCAPE '{escape}'"), only),
            (Some(last), false) => {
                patterns.push(last);
                let any = format!("{LIKE_ANY}(?, {{}}, '{escape}')");
                self.on_values(&any, array(patterns))
            }
        }
    }

    /// A search for words, several texts being alternatives.
    fn query(&self, value: &Value) -> Sql {
        let texts: Vec<String> = php::values(value)
            .into_iter()
            .filter_map(php::text)
            .collect();
        if texts.is_empty() {
            return Sql::constant(true);
        }
        self.on_values(&format!("{WORDS}(?, {{}})"), Stored::Text(texts.join("|")))
    }

    /// A comparison of the column, or of any value of its array. `{}` stands for what is compared.
    fn on_values(&self, comparison: &str, value: Stored) -> Sql {
        if self.many {
            let inner = comparison.replacen("{}", "own.value COLLATE NOCASE", 1);
            let column = &self.column;
            let any = format!("EXISTS (SELECT 1 FROM json_each({column}) AS own WHERE {inner})");
            return Sql::new(any, [value]);
        }
        Sql::new(comparison.replacen("{}", &self.column, 1), [value])
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
            Kind::Flag | Kind::Truth => Operand::Value(Stored::Text(flag(value, &text))),
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

/// Several values as one: the number of `?` in a statement is limited, that of values in a list is not.
fn array(values: Vec<Stored>) -> Stored {
    let json = |value: Stored| match value {
        Stored::Integer(n) => n.into(),
        Stored::Real(n) => n.into(),
        Stored::Text(text) => text.into(),
        Stored::Null | Stored::Blob(_) => Value::Null,
    };
    Stored::Text(values.into_iter().map(json).collect::<Value>().to_string())
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
