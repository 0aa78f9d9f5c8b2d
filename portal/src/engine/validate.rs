//! Whether parameters are what a method of the spec takes: there, one of several, and of the right type.

use bitrix24_codegen::model::{Access, Field, Kind, Method, Refused, Scalar, TypeId, refused};
use serde_json::Value;

use super::Cx;
use crate::catalogue::is_whole;
use crate::fault::Fault;
use crate::php;

/// Objects in objects: deeper ones are taken as they are.
const MAX_DEPTH: usize = 8;

/// The code of values that do not fit.
const UNFIT: &str = "100";

impl Cx<'_> {
    /// Checks the parameters as the spec has them; of those that are named, only whether they are there.
    pub(crate) fn check_params(&self, named: &[&str]) -> Result<(), Fault> {
        match self.method {
            Some(method) => check_but(self, method, named),
            None => Ok(()),
        }
    }
}

/// Checks the parameters of a call.
pub(super) fn check(cx: &Cx<'_>, method: &Method) -> Result<(), Fault> {
    check_but(cx, method, &[])
}

/// The same, without the types of some: whoever serves the method says what is wrong with them.
fn check_but(cx: &Cx<'_>, method: &Method, named: &[&str]) -> Result<(), Fault> {
    parameters(cx, method, named).map_err(|fault| worded(method, fault))
}

/// Methods that list the code of values that do not fit say it of missing ones too.
fn worded(method: &Method, fault: Fault) -> Fault {
    let lists = |code: &str| method.errors.iter().any(|error| error.code == code);
    match &fault.argument {
        Some(name) if lists(UNFIT) && !lists(&fault.code) => Fault::no_value(name),
        _ => fault,
    }
}

fn parameters(cx: &Cx<'_>, method: &Method, named: &[&str]) -> Result<(), Fault> {
    for (at, param) in method.params.iter().enumerate() {
        let positional = || php::get(cx.params, &at.to_string()).filter(|_| method.positional);
        // Where two parameters differ in case alone, each is spelled as it is.
        let twin = |other: &Field| {
            other.wire != param.wire && other.wire.eq_ignore_ascii_case(&param.wire)
        };
        let given = match method.params.iter().any(twin) {
            true => cx.param(&param.wire),
            false => cx.loose_param(&param.wire),
        };
        match given.or_else(positional) {
            Some(_) if named.contains(&param.wire.as_str()) => {}
            Some(value) => typed(cx, param.ty, value, &param.wire, 0)?,
            None if param.certain && !param.star => return Err(Fault::missing(&param.wire)),
            None => {}
        }
    }
    choices(cx, method)
}

/// Checks the choices among the parameters of a call.
pub(super) fn choices(cx: &Cx<'_>, method: &Method) -> Result<(), Fault> {
    alternatives(&method.one_of, &method.any_of, str::to_owned, |name| {
        cx.loose_param(name).is_some()
    })
}

/// Whether the choices are made that must be; `title` says what a name is called in errors.
fn alternatives(
    one_of: &[Vec<String>],
    any_of: &[Vec<String>],
    title: impl Fn(&str) -> String,
    given: impl Fn(&str) -> bool,
) -> Result<(), Fault> {
    match refused(one_of, any_of, &given) {
        None => Ok(()),
        Some(Refused {
            lacks: Some(name), ..
        }) => Err(Fault::missing(&title(&name))),
        Some(Refused { text, .. }) => {
            let text = format!("Parameters do not go together: {text}");
            Err(Fault::new("ERROR_ARGUMENT", text))
        }
    }
}

/// Checks a value. What counts as nothing is of any type: absent, null, an empty text.
fn typed(cx: &Cx<'_>, ty: TypeId, value: &Value, name: &str, depth: usize) -> Result<(), Fault> {
    let model = &cx.core.catalogue.model;
    let nothing = value.is_null() || value.as_str().is_some_and(str::is_empty);
    if nothing || depth > MAX_DEPTH {
        return Ok(());
    }
    match &model[ty].kind {
        Kind::Scalar(Scalar::Any) => Ok(()),
        Kind::Scalar(scalar) => {
            expect(scalar_fits(cx, *scalar, value), value, name, title(*scalar))
        }
        Kind::Id(id) if model[*id].text => expect(!php::is_array(value), value, name, "string"),
        Kind::Id(_) => expect(is_int(value), value, name, "int"),
        Kind::Values(values) if is_whole(values) => expect(is_int(value), value, name, "int"),
        Kind::Status(_) | Kind::Values(_) => expect(!php::is_array(value), value, name, "string"),
        Kind::List(inner) => {
            expect(php::is_array(value), value, name, "array")?;
            for (key, item) in php::entries(value) {
                typed(cx, *inner, item, &format!("{name}[{key}]"), depth + 1)?;
            }
            Ok(())
        }
        Kind::Map(inner) => {
            expect(php::is_array(value), value, name, "array")?;
            for (key, item) in php::entries(value) {
                typed(cx, *inner, item, &format!("{name}[{key}]"), depth + 1)?;
            }
            Ok(())
        }
        Kind::Object(object) => {
            fields(cx, object.fields.iter(), true, value, name, depth)?;
            let title = |field: &str| format!("{name}[{field}]");
            alternatives(&object.one_of, &object.any_of, title, |field| {
                php::get(value, field).is_some()
            })
        }
        Kind::Tuple(items) => {
            expect(php::is_array(value), value, name, "array")?;
            for (at, item) in items.iter().enumerate() {
                let name = format!("{name}[{at}]");
                match php::get(value, &at.to_string()) {
                    Some(value) => typed(cx, item.ty, value, &name, depth + 1)?,
                    None if item.certain => return Err(Fault::missing(&name)),
                    None => {}
                }
            }
            Ok(())
        }
        Kind::New(entity) | Kind::Import(entity) => {
            let all = model[*entity].fields.iter();
            fields(cx, all, true, value, name, depth)
        }
        Kind::Change(entity) | Kind::Record(entity) => {
            let all = model[*entity].fields.iter();
            fields(cx, all, false, value, name, depth)
        }
        Kind::Filter(_) | Kind::Order(_) | Kind::Select(_) | Kind::Tagged { by: Some(_), .. } => {
            expect(php::is_array(value), value, name, "array")
        }
        Kind::Tagged { by: None, cases } => {
            expect(php::is_array(value), value, name, "array")?;
            let mut entries = php::entries(value).into_iter();
            let (Some((key, inner)), None) = (entries.next(), entries.next()) else {
                return Err(Fault::new(
                    "ERROR_ARGUMENT",
                    format!("{name} must have exactly one key"),
                ));
            };
            // A key that the spec does not list may be one that is newer.
            match cases.iter().find(|case| case.wire == key) {
                Some(case) => typed(cx, case.ty, inner, &format!("{name}[{key}]"), depth + 1),
                None => Ok(()),
            }
        }
        Kind::Union(members) => {
            let mut results = members
                .iter()
                .map(|m| typed(cx, *m, value, name, depth + 1));
            let first = results.next().unwrap_or(Ok(()));
            if first.is_ok() || results.any(|result| result.is_ok()) {
                Ok(())
            } else {
                first
            }
        }
        Kind::Optional(inner) => typed(cx, *inner, value, name, depth),
        Kind::Directed { send, .. } => typed(cx, *send, value, name, depth),
    }
}

/// Checks the fields of an object that are known; others are the business of whoever sends them.
fn fields<'f>(
    cx: &Cx<'_>,
    known: impl Iterator<Item = &'f Field>,
    whole: bool,
    value: &Value,
    name: &str,
    depth: usize,
) -> Result<(), Fault> {
    expect(php::is_array(value), value, name, "array")?;
    for field in known.filter(|f| !f.star) {
        let inner = format!("{name}[{}]", field.wire);
        let writable = !matches!(field.access, Access::Read | Access::Filter);
        match php::get(value, &field.wire) {
            Some(value) if writable => typed(cx, field.ty, value, &inner, depth + 1)?,
            None if whole && field.certain && writable => return Err(Fault::missing(&inner)),
            _ => {}
        }
    }
    Ok(())
}

fn expect(fits: bool, value: &Value, name: &str, title: &str) -> Result<(), Fault> {
    if fits {
        return Ok(());
    }
    let given = php::text(value).unwrap_or_else(|| "Array".to_owned());
    Err(Fault::new(
        UNFIT,
        format!(
            "Invalid value {{{given}}} to match with parameter {{{name}}}. Should be value of type {title}."
        ),
    ))
}

fn is_int(value: &Value) -> bool {
    match value {
        Value::Number(n) => n.is_i64() || n.is_u64(),
        Value::String(text) => text.trim().parse::<i64>().is_ok(),
        _ => false,
    }
}

fn scalar_fits(cx: &Cx<'_>, scalar: Scalar, value: &Value) -> bool {
    if php::is_array(value) {
        return false;
    }
    let text = php::text(value).unwrap_or_default();
    match scalar {
        Scalar::Int | Scalar::Id | Scalar::Timestamp => is_int(value),
        Scalar::Number => !value.is_boolean() && php::number(value).is_some(),
        Scalar::Bool | Scalar::Yn | Scalar::Bit => {
            let known = ["Y", "N", "1", "0", "true", "false"];
            value.is_boolean() || known.iter().any(|k| k.eq_ignore_ascii_case(&text))
        }
        Scalar::Date | Scalar::Datetime => cx.zone().read_moment(&text).is_some(),
        _ => true,
    }
}

fn title(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Int | Scalar::Id | Scalar::Timestamp => "int",
        Scalar::Number => "float",
        Scalar::Bool | Scalar::Yn | Scalar::Bit => "bool",
        Scalar::Date | Scalar::Datetime => "datetime",
        _ => "string",
    }
}
