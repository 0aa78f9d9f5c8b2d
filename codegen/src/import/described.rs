//! Methods, events and placements as somebody else describes them.

use crate::check::segments;
use crate::check::survey::Survey;
use crate::draft::{Field, Shape};
use crate::model::{Effect, Need, Scope};

/// A method.
#[derive(Debug, Clone)]
pub(crate) struct Described {
    pub(crate) name: String,
    pub(crate) rest: u8,
    /// Page of the reference, from `api-reference/`, without its ending.
    pub(crate) page: Option<String>,
    pub(crate) scope: Option<Scope>,
    pub(crate) needs: Vec<Need>,
    /// What replaces it; `""` for nothing.
    pub(crate) deprecated: Option<String>,
    pub(crate) params: Vec<Field>,
    /// Groups of parameters of which exactly one is given.
    pub(crate) one_of: Vec<Vec<String>>,
    /// What stands under `result`; nothing where nobody says.
    pub(crate) result: Option<Shape>,
    /// What a `*.fields` method says of its entity.
    pub(crate) fields: Vec<Field>,
    /// The field of a record that its identifier is, where a type says so (`crm_currency.CURRENCY`).
    pub(crate) key: Option<String>,
    pub(crate) errors: Vec<String>,
    /// Codes that `check` would take for slips, and what for.
    pub(crate) slips: Vec<(String, String)>,
    /// What a repetition does, where something but the name tells.
    pub(crate) effect: Option<Effect>,
    pub(crate) remarks: Vec<String>,
}

/// An event.
#[derive(Debug, Clone)]
pub(crate) struct DescribedEvent {
    pub(crate) name: String,
    pub(crate) page: Option<String>,
    pub(crate) scope: Option<Scope>,
    pub(crate) deprecated: Option<String>,
    pub(crate) data: Vec<Field>,
    pub(crate) remarks: Vec<String>,
}

/// A placement.
#[derive(Debug, Clone)]
pub(crate) struct DescribedPlacement {
    pub(crate) code: String,
    pub(crate) page: Option<String>,
    pub(crate) scope: Option<Scope>,
    pub(crate) options: Vec<Field>,
}

/// Everything that is to be drafted.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) methods: Vec<Described>,
    pub(crate) events: Vec<DescribedEvent>,
    pub(crate) placements: Vec<DescribedPlacement>,
    pub(crate) notes: Vec<String>,
}

impl Described {
    /// All but the last segment of the name.
    pub(crate) fn prefix(&self) -> &str {
        self.name.rsplit_once('.').map_or("", |(prefix, _)| prefix)
    }

    /// Sets codes apart that look like others of the spec.
    pub(crate) fn set_slips_apart(&mut self, survey: &Survey) {
        let mut module = segments(&self.name);
        if self.rest == 3 {
            module.insert(0, "v3".to_owned());
        }
        let slips = &mut self.slips;
        self.errors.retain(|code| {
            let slip = survey.slip(code, &module).map(str::to_owned);
            let is_slip = slip.is_some();
            slips.extend(slip.map(|near| (code.clone(), near)));
            !is_slip
        });
    }

    /// What a person is to look at before these codes are written, said of `page`.
    pub(crate) fn slip_remarks(&self, page: &str) -> impl Iterator<Item = String> {
        self.slips.iter().map(move |(code, near)| {
            format!("{page} has the error `{code}`, too, which looks like `{near}`; describe it if it is another")
        })
    }

    /// The last segment of the name.
    pub(crate) fn last(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }

    pub(crate) fn param(&self, name: &str) -> Option<&Field> {
        self.params
            .iter()
            .find(|param| param.name.eq_ignore_ascii_case(name))
    }
}
