//! Decoding a page of 50 contact-like records of 50 fields: ours against `serde`'s derive and `serde_json::Value`.
//!
//! `cargo bench -p bitrix24-client`; the budgets are in `design.md`: at least 0.9 times the speed of the derived struct that holds the same
//! types, and at least 0.8 times that with custom fields.

#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write as _;

use bitrix24_client::custom::CustomField;
use bitrix24_client::{
    Arg, CustomFields, Date, DateTime, Decode, DecodeError, Id, Json, Number, Object, Slot, Status,
    decode,
};
use divan::counter::BytesCount;
use serde::Deserialize;

fn main() {
    divan::main();
}

const ROWS: usize = 50;

/// The field's name on the wire, its name in the structs, its type, how `serde` reads it, and a value.
macro_rules! record {
    ($($wire:literal $name:ident: $ty:ty, $with:literal, $sample:expr;)+) => {
        #[derive(Default)]
        #[allow(dead_code)]
        struct Contact<C> {
            $($name: $ty,)+
            phone: Vec<Phone>,
            custom: C,
        }

        impl<C: Object> Object for Contact<C> {
            fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
                match key {
                    $($wire => decode::put(slot, &mut self.$name),)+
                    "PHONE" => decode::put(slot, &mut self.phone),
                    _ => self.custom.set(key, slot),
                }
            }

            fn certain(&self) -> &'static [&'static str] {
                &["ID"]
            }
        }

        impl<C: Object + Default> Decode for Contact<C> {
            fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
                decode::object(slot)
            }
        }

        /// What somebody who needs the same types writes by hand.
        #[derive(Deserialize)]
        #[allow(dead_code)]
        struct Typed {
            $(#[serde(rename = $wire, deserialize_with = $with, default)] $name: $ty,)+
            #[serde(rename = "PHONE", default)]
            phone: Vec<TypedPhone>,
        }

        /// The least that a derived struct can do: every field a text.
        #[derive(Deserialize)]
        #[allow(dead_code)]
        struct Texts {
            $(#[serde(rename = $wire, default)] $name: Option<String>,)+
            #[serde(rename = "PHONE", default)]
            phone: Vec<TypedPhone>,
        }

        fn row(id: usize, custom: bool, out: &mut String) {
            out.push('{');
            $(
                let sample: &str = $sample;
                if $wire == "ID" {
                    write!(out, "\"ID\":\"{id}\"").unwrap();
                } else if sample == "null" {
                    write!(out, ",\"{}\":null", $wire).unwrap();
                } else {
                    write!(out, ",\"{}\":\"{sample}\"", $wire).unwrap();
                }
            )+
            write!(out, ",\"PHONE\":[{{\"ID\":\"{id}\",\"VALUE_TYPE\":\"WORK\",\"VALUE\":\"+44 20 7946 {id:04}\",\"TYPE_ID\":\"PHONE\"}}]").unwrap();
            if custom {
                write!(out, ",\"UF_CRM_TIER\":\"44\",\"UF_CRM_NOTE\":\"bird watcher\",\"UF_CRM_VISITS\":[\"2024-02-02T03:00:00+03:00\",\"2024-03-02T03:00:00+03:00\"],\"UF_CRM_LIMIT\":\"1000.50\",\"UF_CRM_VIP\":\"1\"").unwrap();
            }
            out.push('}');
        }
    };
}

enum Thing {}

record! {
    "ID" id: Id<Thing>, "typed::id", "";
    "HONORIFIC" honorific: Option<Status>, "typed::status", "HNR_EN_1";
    "NAME" name: Option<String>, "typed::text", "Ada";
    "SECOND_NAME" second_name: Option<String>, "typed::text", "King";
    "LAST_NAME" last_name: Option<String>, "typed::text", "Lovelace";
    "BIRTHDATE" birthdate: Option<Date>, "typed::date", "1815-12-10T03:00:00+03:00";
    "TYPE_ID" type_id: Option<Status>, "typed::status", "CLIENT";
    "SOURCE_ID" source_id: Option<Status>, "typed::status", "WEB";
    "SOURCE_DESCRIPTION" source_description: Option<String>, "typed::text", "";
    "POST" post: Option<String>, "typed::text", "Countess";
    "ADDRESS" address: Option<String>, "typed::text", "12 St James Square";
    "ADDRESS_2" address_2: Option<String>, "typed::text", "null";
    "ADDRESS_CITY" address_city: Option<String>, "typed::text", "London";
    "ADDRESS_POSTAL_CODE" address_postal_code: Option<String>, "typed::text", "SW1Y 4LE";
    "ADDRESS_REGION" address_region: Option<String>, "typed::text", "null";
    "ADDRESS_PROVINCE" address_province: Option<String>, "typed::text", "null";
    "ADDRESS_COUNTRY" address_country: Option<String>, "typed::text", "United Kingdom";
    "ADDRESS_COUNTRY_CODE" address_country_code: Option<String>, "typed::text", "null";
    "ADDRESS_LOC_ADDR_ID" address_loc_addr_id: Option<Id<Thing>>, "typed::opt_id", "17";
    "COMMENTS" comments: Option<String>, "typed::text", "Wrote the [b]first[/b] program; likes horses and long letters.";
    "OPENED" opened: Option<bool>, "typed::flag", "Y";
    "EXPORT" export: Option<bool>, "typed::flag", "Y";
    "HAS_PHONE" has_phone: Option<bool>, "typed::flag", "Y";
    "HAS_EMAIL" has_email: Option<bool>, "typed::flag", "N";
    "HAS_IMOL" has_imol: Option<bool>, "typed::flag", "N";
    "ASSIGNED_BY_ID" assigned_by_id: Option<Id<Thing>>, "typed::opt_id", "1";
    "CREATED_BY_ID" created_by_id: Option<Id<Thing>>, "typed::opt_id", "1";
    "MODIFY_BY_ID" modify_by_id: Option<Id<Thing>>, "typed::opt_id", "6";
    "DATE_CREATE" date_create: Option<DateTime>, "typed::moment", "2024-01-15T11:22:33+03:00";
    "DATE_MODIFY" date_modify: Option<DateTime>, "typed::moment", "2024-02-20T18:05:00+03:00";
    "COMPANY_ID" company_id: Option<Id<Thing>>, "typed::opt_id", "12";
    "LEAD_ID" lead_id: Option<Id<Thing>>, "typed::opt_id", "null";
    "ORIGINATOR_ID" originator_id: Option<String>, "typed::text", "null";
    "ORIGIN_ID" origin_id: Option<String>, "typed::text", "null";
    "ORIGIN_VERSION" origin_version: Option<String>, "typed::text", "null";
    "FACE_ID" face_id: Option<Id<Thing>>, "typed::opt_id", "null";
    "UTM_SOURCE" utm_source: Option<String>, "typed::text", "newsletter";
    "UTM_MEDIUM" utm_medium: Option<Status>, "typed::status", "CPC";
    "UTM_CAMPAIGN" utm_campaign: Option<String>, "typed::text", "spring";
    "UTM_CONTENT" utm_content: Option<String>, "typed::text", "null";
    "UTM_TERM" utm_term: Option<String>, "typed::text", "null";
    "LAST_ACTIVITY_TIME" last_activity_time: Option<DateTime>, "typed::moment", "2024-02-20T18:05:00+03:00";
    "LAST_ACTIVITY_BY" last_activity_by: Option<Id<Thing>>, "typed::opt_id", "6";
    "LAST_COMMUNICATION_TIME" last_communication_time: Option<String>, "typed::text", "20.02.2024 18:05:00";
    "PARENT_ID_128" parent_id_128: Option<Id<Thing>>, "typed::opt_id", "5";
    "PARENT_ID_129" parent_id_129: Option<Id<Thing>>, "typed::opt_id", "null";
    "REVENUE" revenue: Option<Number>, "typed::number", "1000000.00";
    "WEB_SITE" web_site: Option<String>, "typed::text", "https://example.com/ada";
    "TRACE" trace: Option<String>, "typed::text", "null";
}

#[derive(Default)]
#[allow(dead_code)]
struct Phone {
    id: Option<Id<Thing>>,
    value_type: Option<String>,
    value: Option<String>,
    type_id: Option<String>,
}

impl Object for Phone {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        match key {
            "ID" => decode::put(slot, &mut self.id),
            "VALUE_TYPE" => decode::put(slot, &mut self.value_type),
            "VALUE" => decode::put(slot, &mut self.value),
            "TYPE_ID" => decode::put(slot, &mut self.type_id),
            _ => Ok(false),
        }
    }
}

impl Decode for Phone {
    fn decode(slot: &mut dyn Slot) -> Result<Option<Self>, DecodeError> {
        decode::object(slot)
    }
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct TypedPhone {
    #[serde(rename = "ID", deserialize_with = "typed::opt_id")]
    id: Option<Id<Thing>>,
    #[serde(rename = "VALUE_TYPE")]
    value_type: Option<String>,
    #[serde(rename = "VALUE")]
    value: Option<String>,
    #[serde(rename = "TYPE_ID")]
    type_id: Option<String>,
}

/// Five custom fields, as the derive macro writes them.
#[derive(Default)]
#[allow(dead_code)]
struct Loyalty {
    tier: Option<i64>,
    note: Option<String>,
    visits: Vec<Date>,
    limit: Option<Number>,
    vip: Option<bool>,
}

impl Object for Loyalty {
    fn set(&mut self, key: &str, slot: &mut dyn Slot) -> Result<bool, DecodeError> {
        use bitrix24_client::custom::CustomValue;

        match key {
            "UF_CRM_TIER" | "ufCrmTier" => self.tier = i64::decode_custom(slot)?,
            "UF_CRM_NOTE" | "ufCrmNote" => self.note = String::decode_custom(slot)?,
            "UF_CRM_VISITS" | "ufCrmVisits" => self.visits = Date::decode_many(slot)?,
            "UF_CRM_LIMIT" | "ufCrmLimit" => self.limit = Number::decode_custom(slot)?,
            "UF_CRM_VIP" | "ufCrmVip" => self.vip = bool::decode_custom(slot)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl CustomFields<Thing> for Loyalty {
    const FIELDS: &'static [CustomField] = &[];

    fn empty() -> Self {
        Self::default()
    }

    fn write(&self, _: &mut dyn FnMut(&'static str, Option<Arg>)) {}
}

/// Lenient readers for the derived struct, of the kind that people write.
mod typed {
    use std::borrow::Cow;

    use super::{Date, DateTime, Deserialize, Id, Number, Status};
    use serde::de::{Deserializer, Error};

    fn some<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Cow<'de, str>>, D::Error> {
        Ok(Option::<Text<'de>>::deserialize(input)?
            .map(|text| text.0)
            .filter(|text| !text.is_empty()))
    }

    #[derive(Deserialize)]
    struct Text<'t>(#[serde(borrow)] Cow<'t, str>);

    fn parse<'de, D: Deserializer<'de>, T>(
        input: D,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, D::Error> {
        some(input)?
            .map(|text| parse(&text).ok_or_else(|| D::Error::custom("unexpected value")))
            .transpose()
    }

    pub(super) fn text<'de, D: Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
        Ok(some(input)?.map(Cow::into_owned))
    }

    pub(super) fn status<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Status>, D::Error> {
        Ok(some(input)?.map(Status::new))
    }

    pub(super) fn id<'de, D: Deserializer<'de>, E>(input: D) -> Result<Id<E>, D::Error> {
        opt_id(input)?.ok_or_else(|| D::Error::custom("no id"))
    }

    pub(super) fn opt_id<'de, D: Deserializer<'de>, E>(
        input: D,
    ) -> Result<Option<Id<E>>, D::Error> {
        parse(input, |text| text.parse().ok())
    }

    pub(super) fn flag<'de, D: Deserializer<'de>>(input: D) -> Result<Option<bool>, D::Error> {
        parse(input, |text| match text {
            "Y" | "1" => Some(true),
            "N" | "0" => Some(false),
            _ => None,
        })
    }

    pub(super) fn number<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Number>, D::Error> {
        parse(input, |text| text.parse().ok())
    }

    pub(super) fn moment<'de, D: Deserializer<'de>>(
        input: D,
    ) -> Result<Option<DateTime>, D::Error> {
        parse(input, |text| DateTime::parse_from_rfc3339(text).ok())
    }

    pub(super) fn date<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Date>, D::Error> {
        parse(input, |text| {
            Some(DateTime::parse_from_rfc3339(text).ok()?.naive_utc().date())
        })
    }
}

fn page(custom: bool) -> String {
    let mut page = String::from("[");
    for id in 1..=ROWS {
        if id > 1 {
            page.push(',');
        }
        row(id, custom, &mut page);
    }
    page.push(']');
    page
}

fn bench<T>(bencher: divan::Bencher<'_, '_>, custom: bool, read: impl Fn(&[u8]) -> T + Sync) {
    let page = page(custom);
    bencher
        .counter(BytesCount::of_str(&page))
        .bench(|| read(page.as_bytes()));
}

#[divan::bench]
fn ours(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, false, |page| {
        decode::from_slice::<Vec<Contact<()>>>(page).unwrap()
    });
}

#[divan::bench]
fn ours_with_custom_fields(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, true, |page| {
        decode::from_slice::<Vec<Contact<Loyalty>>>(page).unwrap()
    });
}

#[divan::bench]
fn ours_with_custom_fields_left_out(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, true, |page| {
        decode::from_slice::<Vec<Contact<()>>>(page).unwrap()
    });
}

#[divan::bench]
fn ours_as_json(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, false, |page| {
        decode::from_slice::<Json>(page).unwrap()
    });
}

#[divan::bench]
fn serde_same_types(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, false, |page| {
        serde_json::from_slice::<Vec<Typed>>(page).unwrap()
    });
}

#[divan::bench]
fn serde_texts_only(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, false, |page| {
        serde_json::from_slice::<Vec<Texts>>(page).unwrap()
    });
}

#[divan::bench]
fn serde_value(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, false, |page| {
        serde_json::from_slice::<Json>(page).unwrap()
    });
}

#[divan::bench]
fn serde_skip(bencher: divan::Bencher<'_, '_>) {
    bench(bencher, false, |page| {
        serde_json::from_slice::<serde::de::IgnoredAny>(page).unwrap()
    });
}
