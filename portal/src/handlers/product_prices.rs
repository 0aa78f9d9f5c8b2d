//! Prices of a product of a record: what follows from what was given.

/// Prices of one, its discount and its tax.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Prices {
    /// With discount and tax.
    pub(super) price: f64,
    /// With discount, without tax.
    pub(super) exclusive: f64,
    /// Without discount and tax.
    pub(super) netto: f64,
    /// Without discount, with tax.
    pub(super) brutto: f64,
    pub(super) discount: Discount,
    /// In percent.
    pub(super) discount_rate: f64,
    /// On one.
    pub(super) discount_sum: f64,
    /// In percent.
    pub(super) tax_rate: f64,
}

/// How a discount is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Discount {
    Amount,
    #[default]
    Percentage,
}

const HUNDRED: f64 = 100.0;

impl Prices {
    /// The prices that follow from the final one, or from the one without tax where that was given.
    pub(super) fn settled(self, exclusive: Option<f64>) -> Self {
        let tax = 1.0 + self.tax_rate / HUNDRED;
        let exclusive = exclusive.unwrap_or_else(|| money(self.price / tax));
        let (netto, sum, rate) = match self.discount {
            Discount::Percentage if self.discount_rate < HUNDRED => {
                let netto = money(exclusive / (1.0 - self.discount_rate / HUNDRED));
                (netto, money(netto - exclusive), self.discount_rate)
            }
            // Of what costs nothing, the price before cannot be told from a percentage.
            Discount::Percentage => (
                money(exclusive + self.discount_sum),
                self.discount_sum,
                self.discount_rate,
            ),
            Discount::Amount => {
                let netto = money(exclusive + self.discount_sum);
                let rate = if netto > 0.0 {
                    money(self.discount_sum / netto * HUNDRED)
                } else {
                    0.0
                };
                (netto, self.discount_sum, rate)
            }
        };
        Self {
            exclusive,
            netto,
            brutto: money(netto * tax),
            discount_rate: rate,
            discount_sum: sum,
            ..self
        }
    }
}

/// An amount with two places.
pub(super) fn money(amount: f64) -> f64 {
    (amount * HUNDRED).round() / HUNDRED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_of_the_price_without_tax() {
        let given = Prices {
            price: 80_000.0,
            discount_rate: 20.0,
            tax_rate: 20.0,
            ..Prices::default()
        };
        let prices = given.settled(None);
        assert_eq!(prices.exclusive, 66_666.67);
        assert_eq!(prices.netto, 83_333.34);
        assert_eq!(prices.brutto, 100_000.01);
        assert_eq!(prices.discount_sum, 16_666.67);
    }

    #[test]
    fn an_amount_tells_its_percentage() {
        let given = Prices {
            price: 10.71,
            discount: Discount::Amount,
            discount_sum: 1.0,
            tax_rate: 19.0,
            ..Prices::default()
        };
        let prices = given.settled(Some(9.0));
        assert_eq!((prices.netto, prices.brutto), (10.0, 11.9));
        assert_eq!(prices.discount_rate, 10.0);
    }

    #[test]
    fn what_is_given_away_keeps_its_discount() {
        let given = Prices {
            discount_rate: 100.0,
            discount_sum: 5.0,
            ..Prices::default()
        };
        assert_eq!(given.settled(None).netto, 5.0);
    }
}
