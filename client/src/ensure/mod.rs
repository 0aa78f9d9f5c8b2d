//! Custom fields as a schema: what a struct says of them, made true in a portal.

mod compare;
mod portal;
mod step;
mod write;

use std::fmt;
use std::marker::PhantomData;

use self::portal::Described;
pub use self::step::{Action, Difference, Step};
use crate::client::Client;
use crate::custom::{CustomMethods, CustomOf, CustomOwner, CustomSchema, HoldsOptions, OptionIds};
use crate::error::Error;
use crate::field::Field;

/// Compares the custom fields of a struct with those of a portal, so that they can be made or changed:
/// [`plan`](Ensure::plan) tells what there is to do, [`apply`](Ensure::apply) does it.
///
/// A field that is missing is made; of one that is there, what the struct says is compared: its label, whether a value is
/// required, its options. What the struct does not say is left as it is, and so are fields and options that it does not
/// have: nothing is deleted.
///
/// What a portal can never change is a conflict, and with a single one nothing is written at all: another type, one value for
/// many, the ids of options. A field whose type needs settings (`crm`, `crm_status`, `iblock_*`) is compared, and not made.
///
/// ```ignore
/// let plan = ensure::<Loyalty>(&b24).plan().await?;
/// println!("{plan}"); // + UF_CRM_TIER: list "Tier" (Gold, Silver)
/// let done = ensure::<Loyalty>(&b24).apply().await?;
/// let tiers = done.option_ids(Loyalty::TIER)?;
/// let loyalty = Loyalty { tier: Some(tiers.id(Tier::Gold)) };
/// ```
///
/// # Options
///
/// A portal numbers options by itself. An enum with ids fits one portal: the ids must be there (texts are changed where
/// the enum says them). An enum of texts, `#[bitrix24(value = "Gold")]`, fits every portal: missing texts are added, and
/// [`option_ids`](Ensured::option_ids) tells which id stands for which. A text that changes in the enum is a new option: to
/// rename one, rename it in the portal.
///
/// # Labels
///
/// A portal keeps a label per language. It is in order if one of them is the struct's; else it is written in all languages.
/// With [`language`](Ensure::language) that language alone is compared and changed.
pub fn ensure<C: CustomSchema<Owner: CustomOwner>>(client: &Client) -> Ensure<C> {
    Ensure {
        client: client.clone(),
        language: None,
        of: PhantomData,
    }
}

/// What [`ensure`] is about to do.
#[must_use = "nothing happens until it is planned or applied"]
pub struct Ensure<C> {
    client: Client,
    language: Option<String>,
    of: PhantomData<fn() -> C>,
}

impl<C: CustomSchema<Owner: CustomOwner>> Ensure<C> {
    /// Labels are those of this language, as in `en`; other languages keep theirs.
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Finds out what is missing and writes nothing: one request, and another one for the labels if there are any. Needs no more
    /// than the right to read.
    ///
    /// # Errors
    ///
    /// Those of the methods that list and describe custom fields.
    pub async fn plan(&self) -> Result<Plan<C>, Error> {
        let methods = <C::Owner as CustomOwner>::METHODS;
        let language = self.language.as_deref();
        let found = portal::read(&self.client, methods, C::FIELDS).await?;
        Ok(Plan {
            steps: compare::steps(methods, language, C::FIELDS, &found),
            found,
            of: PhantomData,
        })
    }

    /// Makes and changes what is missing; where nothing is, nothing is written. Needs the rights of an administrator.
    ///
    /// Each field is a request of its own. After an error those before it are done: call it again, it goes on where it stopped,
    /// also after [`Error::Uncertain`].
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] for [conflicts](Plan::conflicts), before anything is written; those of the methods that list,
    /// make and change custom fields.
    pub async fn apply(&self) -> Result<Ensured<C>, Error> {
        let methods = <C::Owner as CustomOwner>::METHODS;
        let plan = self.plan().await?;
        if let Some(conflicts) = plan.refusal() {
            return Err(Error::invalid_argument(methods.update.name, "", conflicts));
        }
        let Plan { steps, found, .. } = plan;
        write::write(
            &self.client,
            methods,
            self.language.as_deref(),
            &steps,
            &found,
        )
        .await?;
        // New options have ids that only the portal knows.
        let found = if steps.iter().any(Step::makes_options) {
            portal::list(&self.client, methods, C::FIELDS).await?
        } else {
            found
        };
        Ok(Ensured {
            steps,
            found,
            of: PhantomData,
        })
    }
}

/// What there is to do; prints as a line for each field.
pub struct Plan<C> {
    steps: Vec<Step>,
    found: Vec<Described>,
    of: PhantomData<fn() -> C>,
}

impl<C> Plan<C> {
    /// Whether the portal has all that the struct says.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The fields with something to do, in the order of the struct.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The fields with something that cannot be done.
    pub fn conflicts(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.is_conflict())
    }

    fn refusal(&self) -> Option<String> {
        let conflicts: Vec<String> = self.conflicts().map(ToString::to_string).collect();
        (!conflicts.is_empty()).then(|| conflicts.join("\n"))
    }
}

impl<C: CustomSchema<Owner: CustomOwner>> Plan<C> {
    /// Which ids the portal gave to the options of a list, without writing anything.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] if one of them is missing in the portal.
    pub fn option_ids<V: HoldsOptions, A>(
        &self,
        field: Field<CustomOf<C::Owner>, V, A>,
    ) -> Result<OptionIds<V::Option>, Error> {
        option_ids(<C::Owner as CustomOwner>::METHODS, &self.found, field)
    }
}

/// What was done; prints as a line for each field.
pub struct Ensured<C> {
    steps: Vec<Step>,
    found: Vec<Described>,
    of: PhantomData<fn() -> C>,
}

impl<C> Ensured<C> {
    /// Whether nothing was missing, and so nothing was written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The fields that were made or changed, in the order of the struct.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl<C: CustomSchema<Owner: CustomOwner>> Ensured<C> {
    /// Which ids the portal gave to the options of a list: what records of this portal are written and searched with.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidArgument`] if an option is not in the portal, for it was deleted meanwhile, or the field is another
    /// struct's.
    pub fn option_ids<V: HoldsOptions, A>(
        &self,
        field: Field<CustomOf<C::Owner>, V, A>,
    ) -> Result<OptionIds<V::Option>, Error> {
        option_ids(<C::Owner as CustomOwner>::METHODS, &self.found, field)
    }
}

fn option_ids<S, V: HoldsOptions, A>(
    methods: &CustomMethods,
    found: &[Described],
    field: Field<S, V, A>,
) -> Result<OptionIds<V::Option>, Error> {
    let refuse = |text| Error::invalid_argument(methods.list.name, field.name(), text);
    let described = Described::named(found, field.name())
        .ok_or_else(|| refuse("the portal has no such field".to_owned()))?;
    let ids = described.options.iter();
    OptionIds::new(
        ids.map(|option| (option.value.clone(), option.id))
            .collect(),
    )
    .map_err(|missing| refuse(format!("the portal has no option `{missing}`")))
}

impl<C> fmt::Display for Plan<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        step::show(&self.steps, "nothing to do", f)
    }
}

impl<C> fmt::Display for Ensured<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        step::show(&self.steps, "nothing was missing", f)
    }
}

// By hand, as derives would ask the same of `C`.
impl<C> fmt::Debug for Ensure<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Ensure");
        shown.field("language", &self.language);
        shown.finish_non_exhaustive()
    }
}

impl<C> fmt::Debug for Plan<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Plan").field(&self.steps).finish()
    }
}

impl<C> fmt::Debug for Ensured<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ensured").field(&self.steps).finish()
    }
}
