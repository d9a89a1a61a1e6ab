package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

const (
	missing = "role_id CERTIFICATE_MISSING"
	expired = "role_id CERTIFICATE_EXPIRED"
)

// mediator asks for a VOG that was screened for working with people.
func mediator(change ...func(*domain.RequiredCertificate)) domain.Role {
	vog := domain.RequiredCertificate{Kind: domain.VOG, RiskAreas: []string{"08"}, FunctionAspects: []string{"84"}}
	for _, c := range change {
		c(&vog)
	}
	return domain.Role{
		ID: "mediator", Name: "Buurtbemiddelaar", ProgrammeID: "bemiddeling", Certificates: []domain.RequiredCertificate{vog},
	}
}

func months(n int) func(*domain.RequiredCertificate) {
	return func(r *domain.RequiredCertificate) { r.ValidityMonths = n }
}

func training(t require.TestingT, word, issued string) domain.Certificate {
	return domain.Certificate{ID: "t", Kind: domain.Training, Training: word, Issued: date(t, issued), Seen: date(t, issued)}
}

func TestRoleRefusesWhoLacksWhatItAsks(t *testing.T) {
	vog := aVOG(t, "2022-01-10", "2022-02-01", "2022-02-03")
	with := func(change func(*domain.Certificate)) domain.Certificate {
		c := vog
		change(&c)
		return c
	}
	old := aVOG(t, "", "2018-02-01", "2018-02-03")
	trainer := domain.Role{Name: "Taalcoach", Certificates: []domain.RequiredCertificate{
		{Kind: domain.Training, Training: "taalles"}, {Kind: domain.Training, Training: "ehbo", ValidityMonths: 24}, {Kind: domain.VOG},
	}}
	type held = []domain.Certificate
	for name, c := range map[string]struct {
		role domain.Role
		held held
		on   string
		want []string
	}{
		"asks nothing":               {domain.Role{}, nil, "2022-06-15", nil},
		"shows it":                   {mediator(), held{vog}, "2022-06-15", nil},
		"holds nothing":              {mediator(), nil, "2022-06-15", []string{missing}},
		"not issued":                 {mediator(), held{aVOG(t, "2022-01-10", "", "")}, "2022-06-15", []string{missing}},
		"not seen":                   {mediator(), held{aVOG(t, "2022-01-10", "2022-02-01", "")}, "2022-06-15", []string{missing}},
		"not seen yet on the date":   {mediator(), held{vog}, "2022-02-02", []string{missing}},
		"seen on the date":           {mediator(), held{vog}, "2022-02-03", nil},
		"withdrawn":                  {mediator(), held{with(func(c *domain.Certificate) { c.Withdrawn = true })}, "2022-06-15", []string{missing}},
		"another risk area":          {mediator(), held{with(func(c *domain.Certificate) { c.RiskAreas = []string{"01"} })}, "2022-06-15", []string{missing}},
		"another function aspect":    {mediator(), held{with(func(c *domain.Certificate) { c.FunctionAspects = []string{"85"} })}, "2022-06-15", []string{missing}},
		"a training is no VOG":       {mediator(), held{training(t, "ehbo", "2022-01-10")}, "2022-06-15", []string{missing}},
		"on its last date":           {mediator(), held{vog}, "2025-02-01", nil},
		"the day after":              {mediator(), held{vog}, "2025-02-02", []string{expired}},
		"sooner, as the role says":   {mediator(months(12)), held{vog}, "2023-02-02", []string{expired}},
		"later, as the role says":    {mediator(months(60)), held{vog}, "2027-02-01", nil},
		"an old one beside":          {mediator(), held{old, vog}, "2022-06-15", nil},
		"an old one, and one unseen": {mediator(), held{old, aVOG(t, "2022-01-10", "2022-02-01", "")}, "2022-06-15", []string{expired}},
		"leap day":                   {mediator(months(12)), held{aVOG(t, "", "2020-02-29", "2020-02-29")}, "2021-02-28", nil},
		"leap day, the day after":    {mediator(months(12)), held{aVOG(t, "", "2020-02-29", "2020-02-29")}, "2021-03-01", []string{expired}},
		"a training for good":        {trainer, held{training(t, "taalles", "1999-01-01"), training(t, "ehbo", "2022-01-01"), vog}, "2022-06-15", nil},
		"every one at once":          {trainer, held{training(t, "ehbo", "2020-01-01"), old}, "2022-06-15", []string{missing, expired, expired}},
		"not from two together": {
			mediator(func(r *domain.RequiredCertificate) { r.RiskAreas = []string{"01", "08"} }),
			held{vog, with(func(c *domain.Certificate) { c.RiskAreas = []string{"01"} })}, "2022-06-15", []string{missing},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, reasonsOf(domain.Missing(c.role, c.held, date(t, c.on), threeYears())))
		})
	}
}

func TestRefusalNamesCertificateRoleAndDate(t *testing.T) {
	vog := aVOG(t, "", "2018-02-01", "2018-02-03")
	narrow := vog
	narrow.RiskAreas, narrow.FunctionAspects = []string{"01"}, []string{"85"}
	unseen := aVOG(t, "2022-01-10", "", "")
	for _, c := range []struct {
		held []domain.Certificate
		want string
	}{
		{nil, `The role "Buurtbemiddelaar" asks for a VOG for risk area 08 and function aspect 84 that was seen by 2022-06-15. There is none.`},
		{[]domain.Certificate{narrow}, `The role "Buurtbemiddelaar" asks for a VOG for risk area 08 and function aspect 84 that was seen by 2022-06-15. The one there is was not screened for risk area 08 and function aspect 84.`},
		{[]domain.Certificate{narrow, unseen}, `The role "Buurtbemiddelaar" asks for a VOG for risk area 08 and function aspect 84 that was seen by 2022-06-15. The one there is was not seen by then.`},
		{[]domain.Certificate{vog}, `The role "Buurtbemiddelaar" asks for a VOG for risk area 08 and function aspect 84 that counts on 2022-06-15. The one that was seen ran out after 2021-02-01.`},
	} {
		broken := domain.Missing(mediator(), c.held, date(t, "2022-06-15"), threeYears())
		require.Len(t, broken, 1)
		require.Equal(t, c.want, broken[0].Text)
	}
}

func TestTheOneThatCountsLongestRunsOut(t *testing.T) {
	older, newer := aVOG(t, "", "2020-02-29", "2020-03-01"), aVOG(t, "", "2021-05-31", "2021-06-01")
	newer.ID = "2"
	role := mediator(months(13))
	want := func(c domain.Certificate, until string) []domain.Expiry {
		return []domain.Expiry{{Certificate: c, RoleID: "mediator", ProgrammeID: "bemiddeling", Until: date(t, until)}}
	}
	on := date(t, "2022-06-15")
	require.Equal(t, want(older, "2021-03-29"), domain.Expiries(role, []domain.Certificate{older}, on, threeYears()))
	require.Equal(t, want(newer, "2022-06-30"), domain.Expiries(role, []domain.Certificate{older, newer}, on, threeYears()))
	require.Equal(t, want(newer, "2022-06-30"), domain.Expiries(role, []domain.Certificate{newer, older}, on, threeYears()))
	newer.Withdrawn = true
	require.Equal(t, want(older, "2021-03-29"), domain.Expiries(role, []domain.Certificate{older, newer}, on, threeYears()))
	require.Empty(t, domain.Expiries(role, nil, on, threeYears()))
	require.Empty(t, domain.Expiries(mediator(), []domain.Certificate{older}, on, domain.CertificatePolicy{}), "for good")
}
