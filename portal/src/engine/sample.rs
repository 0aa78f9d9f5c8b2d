//! Answers of methods that nobody wrote a handler for: the spec's own example, or a value made from the result's type.

use bitrix24_codegen::model::{Field, Kind, Method, Model, Scalar, TypeId};
use serde_json::{Map, Value, json};

use super::{Answer, Cx, validate};
use crate::catalogue::is_whole;
use crate::fault::Fault;
use crate::php;
use crate::zone::Zone;

/// Types refer to each other in circles.
const MAX_DEPTH: usize = 4;

pub(super) fn answer(cx: &Cx<'_>, method: &Method) -> Result<Answer, Fault> {
    validate::check(cx, method)?;
    if let Some(example) = method.examples.first() {
        return Ok(Answer {
            result: example.result.clone().into(),
            total: example.total,
            next: example.next.and_then(|next| i64::try_from(next).ok()),
        });
    }
    let sampler = Sampler {
        model: &cx.core.catalogue.model,
        zone: cx.zone(),
    };
    let mut result = sampler.value(method.returns, 0);
    for key in method.unwrap.iter().rev() {
        result = Value::Object(Map::from_iter([(key.clone(), result)]));
    }
    let listed = method.paging.is_some() && method.unwrap.is_empty();
    let total = listed
        .then(|| {
            result
                .as_array()
                .map(Vec::len)
                .and_then(|n| i64::try_from(n).ok())
        })
        .flatten();
    Ok(Answer {
        result: result.into(),
        total,
        next: None,
    })
}

struct Sampler<'a> {
    model: &'a Model,
    zone: Zone,
}

impl Sampler<'_> {
    fn value(&self, ty: TypeId, depth: usize) -> Value {
        match &self.model[ty].kind {
            Kind::Scalar(scalar) => self.scalar(*scalar),
            Kind::Id(id) if self.model[*id].text => json!("sample"),
            Kind::Id(_) => json!(1),
            Kind::Status(_) => json!("SAMPLE"),
            Kind::List(_) | Kind::Map(_) if depth > MAX_DEPTH => json!([]),
            Kind::List(inner) => json!([self.value(*inner, depth + 1)]),
            Kind::Map(inner) => json!({ "sample": self.value(*inner, depth + 1) }),
            Kind::Record(entity) => {
                let read = |f: &&Field| {
                    use bitrix24_codegen::model::Access;
                    !matches!(f.access, Access::Write | Access::Filter)
                };
                self.object(self.model[*entity].fields.iter().filter(read), depth)
            }
            Kind::Object(object) => {
                // Of a choice, the first.
                let (first, others) = object.one_of.split_first().unzip();
                let left_out = |field: &Field| {
                    let has = |group: &Vec<String>| group.contains(&field.wire);
                    let others: &[Vec<String>] = others.unwrap_or_default();
                    others.iter().any(has) && !first.is_some_and(has)
                };
                self.object(object.fields.iter().filter(|f| !left_out(f)), depth)
            }
            Kind::Values(variants) => match variants.first() {
                Some(first) if is_whole(variants) => php::int(&first.wire.as_str().into()).into(),
                first => first.map_or(Value::Null, |v| v.wire.as_str().into()),
            },
            Kind::Tuple(fields) => fields.iter().map(|f| self.value(f.ty, depth + 1)).collect(),
            Kind::Union(members) => members
                .first()
                .map_or(Value::Null, |m| self.value(*m, depth + 1)),
            Kind::Optional(inner) => self.value(*inner, depth),
            Kind::Tagged { by, cases } => match cases.first() {
                Some(case) => {
                    let value = self.value(case.ty, depth + 1);
                    let Some(by) = by else {
                        return Value::Object(Map::from_iter([(case.wire.clone(), value)]));
                    };
                    let mut object =
                        Map::from_iter([(by.clone(), Value::from(case.wire.as_str()))]);
                    if let Value::Object(rest) = value {
                        object.extend(rest);
                    }
                    Value::Object(object)
                }
                None => Value::Null,
            },
            Kind::Directed { receive, .. } => self.value(*receive, depth),
            Kind::New(_)
            | Kind::Import(_)
            | Kind::Change(_)
            | Kind::Filter(_)
            | Kind::Order(_)
            | Kind::Select(_) => {
                json!([])
            }
        }
    }

    fn object<'f>(&self, fields: impl Iterator<Item = &'f Field>, depth: usize) -> Value {
        let mut object = Map::new();
        for field in fields.filter(|f| !f.star) {
            // In depth only what is certain, so that circles end.
            if depth < MAX_DEPTH || field.certain && depth < 2 * MAX_DEPTH {
                let name = field.read_wire.as_ref().unwrap_or(&field.wire);
                object.insert(name.clone(), self.value(field.ty, depth + 1));
            }
        }
        php::array(object)
    }

    fn scalar(&self, scalar: Scalar) -> Value {
        let moment = 1_735_689_600;
        match scalar {
            Scalar::String | Scalar::Secret | Scalar::Any => json!("sample"),
            Scalar::Int | Scalar::Id | Scalar::Bit => json!(1),
            Scalar::Number => json!("1.50"),
            Scalar::Bool | Scalar::Done => json!(true),
            Scalar::Yn => json!("Y"),
            Scalar::Date => json!("2025-01-01"),
            Scalar::Datetime => json!(self.zone.moment(moment)),
            Scalar::SiteDate => json!("01/01/2025"),
            Scalar::SiteDatetime => json!("01/01/2025 12:00:00 am"),
            Scalar::Time => json!("12:00:00"),
            Scalar::Timestamp => json!(moment),
            Scalar::Money => json!("100|USD"),
            Scalar::CrmRecord => json!("C_1"),
            Scalar::Base64 => json!("c2FtcGxl"),
            Scalar::FileUrl => json!("/files/sample"),
        }
    }
}
