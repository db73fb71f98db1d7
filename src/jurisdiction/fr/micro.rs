//! The French micro-enterprise, in metropolitan France.

use chrono::NaiveDate;

use crate::jurisdiction::dated::{Dated, day};
use crate::jurisdiction::micro::{MicroEnterprise, SocialRates, Threshold, TrainingRates, VatFranchise, VatLimits};
use crate::jurisdiction::rate::Rate;

const fn years(first: i32, last: i32, services: u32, sales: u32, source: &'static str) -> Dated<Threshold> {
    Dated::new(day(first, 1, 1), day(last, 12, 31), Threshold { services, sales }, source)
}
const fn limits(base: u32, upper: u32) -> VatLimits {
    VatLimits { base, upper }
}
const fn franchise(services: VatLimits, sales: VatLimits) -> VatFranchise {
    VatFranchise { services, sales }
}
/// Rates in thousandths.
const fn rates(liberal: u32, services: Option<u32>, sales: u32) -> SocialRates {
    let services = match services {
        Some(services) => Some(thousandths(services)),
        None => None,
    };
    SocialRates { liberal: thousandths(liberal), services, sales: thousandths(sales) }
}
const fn thousandths(over: u32) -> Rate {
    Rate::new(over, 1000)
}

const SOCIAL: &str = "CSS, art. L613-7 et D613-4";
const VAT: &str = "CGI, art. 293 B";

/// Thresholds, VAT franchise, contributions and income tax.
pub const MICRO: MicroEnterprise = MicroEnterprise {
    thresholds: &[
        years(2017, 2019, 70_000, 170_000, "CGI, art. 50-0 et 102 ter; loi n° 2017-1837 de finances pour 2018, art. 22"),
        years(2020, 2022, 72_600, 176_200, "CGI, art. 50-0 et 102 ter; décret n° 2020-897"),
        years(2023, 2025, 77_700, 188_700, "CGI, art. 50-0 et 102 ter; décret n° 2023-422"),
        years(2026, 2028, 83_600, 203_100, "CGI, art. 50-0 et 102 ter; décret n° 2026-562"),
    ],
    vat_franchise: &[
        Dated::new(day(2017, 1, 1), day(2019, 12, 31), franchise(limits(33_200, 35_200), limits(82_800, 91_000)), VAT),
        Dated::new(day(2020, 1, 1), day(2022, 12, 31), franchise(limits(34_400, 36_500), limits(85_800, 94_300)), VAT),
        Dated::new(day(2023, 1, 1), day(2024, 12, 31), franchise(limits(36_800, 39_100), limits(91_900, 101_000)), VAT),
        // The single limit of 25 000 € voted for 2025 was suspended, then repealed.
        Dated::new(
            day(2025, 1, 1),
            NaiveDate::MAX,
            franchise(limits(37_500, 41_250), limits(85_000, 93_500)),
            "CGI, art. 293 B; loi n° 2025-1044 du 3 novembre 2025",
        ),
    ],
    social: &[
        Dated::new(day(2016, 1, 1), day(2017, 3, 31), rates(231, None, 134), SOCIAL),
        Dated::new(day(2017, 4, 1), day(2017, 12, 31), rates(227, None, 131), SOCIAL),
        Dated::new(day(2018, 1, 1), day(2022, 9, 30), rates(220, Some(220), 128), SOCIAL),
        Dated::new(
            day(2022, 10, 1),
            day(2024, 6, 30),
            rates(211, Some(212), 123),
            "CSS, art. L613-7 et D613-4; décret n° 2022-1529 du 7 décembre 2022",
        ),
        Dated::new(
            day(2024, 7, 1),
            day(2024, 12, 31),
            rates(231, Some(212), 123),
            "CSS, art. L613-7 et D613-4; décret n° 2024-484 du 30 mai 2024",
        ),
        Dated::new(
            day(2025, 1, 1),
            day(2025, 12, 31),
            rates(246, Some(212), 123),
            "CSS, art. L613-7 et D613-4; décret n° 2024-484 du 30 mai 2024",
        ),
        Dated::new(day(2026, 1, 1), NaiveDate::MAX, rates(256, Some(212), 123), SOCIAL),
    ],
    training: &[Dated::new(
        day(2016, 1, 1),
        NaiveDate::MAX,
        TrainingRates { liberal: thousandths(2), craft: thousandths(3), trade: thousandths(1) },
        "Code du travail, art. L6331-48",
    )],
    income_tax: &[Dated::new(day(2016, 1, 1), NaiveDate::MAX, rates(22, Some(17), 10), "CGI, art. 151-0")],
};
