package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// aVOG was requested, issued and seen, each on a date or "" for not yet.
func aVOG(t require.TestingT, requested, issued, seen string) domain.Certificate {
	return domain.Certificate{
		ID: "1", PersonID: "p", Kind: domain.VOG, RiskAreas: []string{"08"}, FunctionAspects: []string{"84", "85"},
		Requested: date(t, requested), Issued: date(t, issued), Seen: date(t, seen),
	}
}

// threeYears is the policy for a VOG; a training counts for good.
func threeYears() domain.CertificatePolicy { return domain.CertificatePolicy{VOGMonths: 36} }

func TestStateFollowsFromTheDates(t *testing.T) {
	for name, c := range map[string]struct {
		requested, issued, seen, on string
		months                      int
		want                        domain.CertificateState
	}{
		"requested":                     {"2022-01-10", "", "", "2022-06-15", 36, domain.CertificateRequested},
		"issued, not seen":              {"2022-01-10", "2022-02-01", "", "2022-06-15", 36, domain.CertificateIssued},
		"seen":                          {"2022-01-10", "2022-02-01", "2022-02-03", "2022-06-15", 36, domain.CertificateSeen},
		"before it was seen":            {"2022-01-10", "2022-02-01", "2022-02-03", "2022-02-02", 36, domain.CertificateIssued},
		"before it was issued":          {"2022-01-10", "2022-02-01", "2022-02-03", "2022-01-31", 36, domain.CertificateRequested},
		"nobody knows when requested":   {"", "2022-02-01", "2022-02-03", "2022-02-03", 36, domain.CertificateSeen},
		"on its last date":              {"", "2022-02-01", "2022-02-03", "2025-02-01", 36, domain.CertificateSeen},
		"the day after":                 {"", "2022-02-01", "2022-02-03", "2025-02-02", 36, domain.CertificateExpired},
		"expired before it was seen":    {"", "2022-02-01", "", "2025-02-02", 36, domain.CertificateExpired},
		"for good":                      {"", "2022-02-01", "2022-02-03", "2222-02-02", 0, domain.CertificateSeen},
		"leap day, on its last date":    {"", "2020-02-29", "2020-03-02", "2021-02-28", 12, domain.CertificateSeen},
		"leap day, the day after":       {"", "2020-02-29", "2020-03-02", "2021-03-01", 12, domain.CertificateExpired},
		"leap day to leap day":          {"", "2020-02-29", "2020-03-02", "2024-02-29", 48, domain.CertificateSeen},
		"31st, of a month that has 30":  {"", "2022-05-31", "2022-06-01", "2022-06-30", 1, domain.CertificateSeen},
		"31st, after that month":        {"", "2022-05-31", "2022-06-01", "2022-07-01", 1, domain.CertificateExpired},
		"seen on the day it was issued": {"2022-02-01", "2022-02-01", "2022-02-01", "2022-02-01", 36, domain.CertificateSeen},
	} {
		t.Run(name, func(t *testing.T) {
			vog := aVOG(t, c.requested, c.issued, c.seen)
			policy := domain.CertificatePolicy{VOGMonths: c.months, TrainingMonths: 1}
			require.Equal(t, c.want, vog.State(date(t, c.on), policy))
			vog.Withdrawn = true
			require.Equal(t, domain.CertificateWithdrawn, vog.State(date(t, c.on), policy))
		})
	}
}

func TestCertificateThatBreaksRulesIsToldAllOfThem(t *testing.T) {
	type change = func(*domain.Certificate)
	for name, c := range map[string]struct {
		change change
		want   []string
	}{
		"right":           {func(*domain.Certificate) {}, nil},
		"all on one day":  {func(c *domain.Certificate) { c.Requested, c.Seen = c.Issued, c.Issued }, nil},
		"today":           {func(c *domain.Certificate) { c.Seen = date(t, "2022-06-15") }, nil},
		"requested alone": {func(c *domain.Certificate) { c.Issued, c.Seen = civil.Date{}, civil.Date{} }, nil},
		"issued alone":    {func(c *domain.Certificate) { c.Requested, c.Seen = civil.Date{}, civil.Date{} }, nil},
		"a training": {func(c *domain.Certificate) {
			*c = domain.Certificate{Kind: domain.Training, Training: "ehbo", Issued: c.Issued}
		}, nil},
		"no date":             {func(c *domain.Certificate) { c.Requested, c.Issued, c.Seen = civil.Date{}, civil.Date{}, civil.Date{} }, []string{"requested_date DATE_MISSING"}},
		"seen, never issued":  {func(c *domain.Certificate) { c.Issued = civil.Date{} }, []string{"issued_date ISSUED_DATE_MISSING"}},
		"issued too early":    {func(c *domain.Certificate) { c.Issued = c.Requested.AddDays(-1) }, []string{"issued_date ISSUED_BEFORE_REQUESTED"}},
		"seen too early":      {func(c *domain.Certificate) { c.Seen = c.Issued.AddDays(-1) }, []string{"seen_date SEEN_BEFORE_ISSUED"}},
		"tomorrow":            {func(c *domain.Certificate) { c.Seen = date(t, "2022-06-16") }, []string{"seen_date DATE_IN_FUTURE"}},
		"training of a VOG":   {func(c *domain.Certificate) { c.Training = "ehbo" }, []string{"training TRAINING_FOR_VOG"}},
		"which training":      {func(c *domain.Certificate) { *c = domain.Certificate{Kind: domain.Training, Issued: c.Issued} }, []string{"training TRAINING_MISSING"}},
		"training, screening": {func(c *domain.Certificate) { c.Kind, c.Training = domain.Training, "ehbo" }, []string{"risk_areas SCREENING_FOR_TRAINING"}},
		"everything at once": {
			func(c *domain.Certificate) {
				c.Training = "ehbo"
				c.Requested, c.Issued, c.Seen = date(t, "2022-08-01"), date(t, "2022-07-01"), date(t, "2022-06-30")
			},
			[]string{
				"training TRAINING_FOR_VOG", "issued_date ISSUED_BEFORE_REQUESTED", "seen_date SEEN_BEFORE_ISSUED",
				"requested_date DATE_IN_FUTURE", "issued_date DATE_IN_FUTURE", "seen_date DATE_IN_FUTURE",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			vog := aVOG(t, "2022-01-10", "2022-02-01", "2022-02-03")
			c.change(&vog)
			require.Equal(t, c.want, reasonsOf(vog.Check(date(t, "2022-06-15"))))
		})
	}
}

func TestCertificateStaysWithItsPersonAndKind(t *testing.T) {
	before := aVOG(t, "2022-01-10", "", "")
	after := before
	require.Empty(t, after.CheckChange(before))
	after.PersonID, after.Kind = "q", domain.Training
	require.Equal(t, []string{"person_id PERSON_FIXED", "kind KIND_FIXED"}, reasonsOf(after.CheckChange(before)))
}
