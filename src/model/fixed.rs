//! Exact numbers as they are stored: a whole number of the smallest unit a column keeps.

use rust_decimal::{Decimal, RoundingStrategy};

/// Beyond this many smallest units nothing is accepted, so that no sum of 64-bit rows can leave 128 bits.
const LIMIT: i64 = 100_000_000_000_000;

/// An amount rounded to the cent, half away from zero, as law and bookkeeping round what they make.
pub(crate) fn rounded_to_the_cent(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

macro_rules! fixed {
    ($(#[$doc:meta])* $name:ident, $scale:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Digits kept after the decimal mark.
            pub const SCALE: u32 = $scale;
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// From a whole number of the smallest unit; `None` beyond 10¹⁴ of them.
            ///
            #[doc = concat!("```\nuse bilan::model::", stringify!($name), ";\nassert!(", stringify!($name), "::from_mantissa(i64::MAX).is_none());\n```")]
            pub const fn from_mantissa(mantissa: i64) -> Option<Self> {
                if mantissa > LIMIT || mantissa < -LIMIT { None } else { Some(Self(mantissa)) }
            }

            /// From an exact decimal; `None` if it has more digits than are kept, or is too large.
            pub fn from_decimal(value: Decimal) -> Option<Self> {
                let value = value.normalize();
                let missing = Self::SCALE.checked_sub(value.scale())?;
                let mantissa = value.mantissa().checked_mul(10_i128.pow(missing))?;
                Self::from_mantissa(i64::try_from(mantissa).ok()?)
            }

            /// The exact value.
            pub fn to_decimal(self) -> Decimal {
                Decimal::new(self.0, $scale)
            }

            /// The whole number of the smallest unit.
            pub const fn mantissa(self) -> i64 {
                self.0
            }

            /// The opposite amount.
            #[must_use]
            pub const fn negated(self) -> Self {
                Self(-self.0)
            }

            /// Whether it is below zero.
            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.to_decimal().normalize())
            }
        }
    };
}

fixed! {
    /// An amount of money, in ten-thousandths of the currency unit.
    ///
    /// ```
    /// use bilan::model::Money;
    /// let net = Money::from_decimal("1234.56".parse()?).ok_or("too many digits")?;
    /// assert_eq!(net.mantissa(), 12_345_600);
    /// assert_eq!(net.to_string(), "1234.56");
    /// assert!(Money::from_decimal("0.00001".parse()?).is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Money, 4
}
fixed! {
    /// A price per unit or a rate, in millionths.
    Price, 6
}
fixed! {
    /// How many units a line bills, in millionths of the unit.
    Quantity, 6
}
fixed! {
    /// Working days, in millionths of a day.
    Days, 6
}

/// Recorded time, in whole microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// Microseconds in an hour.
    pub const HOUR: i64 = 3_600_000_000;

    /// From whole microseconds; `None` beyond 10¹⁴ (about three years).
    pub const fn from_micros(micros: i64) -> Option<Self> {
        if micros > LIMIT || micros < -LIMIT { None } else { Some(Self(micros)) }
    }

    /// From hours, if they are a whole number of microseconds.
    ///
    /// ```
    /// use bilan::model::Time;
    /// assert_eq!(Time::from_hours("7.5".parse()?).map(Time::micros), Some(27_000_000_000));
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    pub fn from_hours(hours: Decimal) -> Option<Self> {
        let micros = hours.checked_mul(Decimal::from(Self::HOUR))?.normalize();
        if micros.scale() > 0 {
            return None;
        }
        Self::from_micros(i64::try_from(micros.mantissa()).ok()?)
    }

    /// Whole microseconds.
    pub const fn micros(self) -> i64 {
        self.0
    }
}
