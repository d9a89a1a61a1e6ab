package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

func TestRoleThatBreaksRulesIsToldAllOfThem(t *testing.T) {
	programme := domain.Programme{Start: date(t, "2021-01-01"), End: date(t, "2023-12-31")}
	type change = func(*domain.Role)
	asks := func(list ...domain.RequiredCertificate) change {
		return func(r *domain.Role) { r.Certificates = list }
	}
	vog, ehbo := domain.RequiredCertificate{Kind: domain.VOG}, domain.RequiredCertificate{Kind: domain.Training, Training: "ehbo"}
	bhv := domain.RequiredCertificate{Kind: domain.Training, Training: "bhv"}
	for name, c := range map[string]struct {
		change change
		want   []string
	}{
		"right":                       {func(*domain.Role) {}, nil},
		"as long as the programme":    {func(r *domain.Role) { r.End = programme.End }, nil},
		"one day":                     {func(r *domain.Role) { r.End = r.Start }, nil},
		"ends before it starts":       {func(r *domain.Role) { r.End = date(t, "2021-12-31") }, []string{"end_date LAST_BEFORE_FIRST"}},
		"before the programme":        {func(r *domain.Role) { r.Start = date(t, "2020-12-31") }, []string{"start_date PROGRAMME_NOT_RUNNING"}},
		"after the programme":         {func(r *domain.Role) { r.Start = date(t, "2024-01-01") }, []string{"start_date PROGRAMME_NOT_RUNNING"}},
		"longer than the programme":   {func(r *domain.Role) { r.End = date(t, "2024-01-01") }, []string{"end_date PROGRAMME_NOT_RUNNING"}},
		"a date that does not exist":  {func(r *domain.Role) { r.Start = civil.Date{} }, nil},
		"one VOG and two trainings":   {asks(vog, ehbo, bhv), nil},
		"a VOG twice":                 {asks(vog, ehbo, vog), []string{"required_certificates[2].kind CERTIFICATE_TWICE"}},
		"a training twice":            {asks(ehbo, ehbo), []string{"required_certificates[1].kind CERTIFICATE_TWICE"}},
		"a training without its name": {asks(domain.RequiredCertificate{Kind: domain.Training}), []string{"required_certificates[0].training TRAINING_MISSING"}},
		"a VOG that is a training": {
			asks(ehbo, domain.RequiredCertificate{Kind: domain.VOG, Training: "ehbo"}), []string{"required_certificates[1].training TRAINING_FOR_VOG"},
		},
		"a training that screens": {
			asks(domain.RequiredCertificate{Kind: domain.Training, Training: "ehbo", RiskAreas: []string{"08"}}),
			[]string{"required_certificates[0].risk_areas SCREENING_FOR_TRAINING"},
		},
		"everything at once": {
			func(r *domain.Role) {
				r.Start, r.End = date(t, "2024-02-01"), date(t, "2024-01-31")
				r.Certificates = []domain.RequiredCertificate{{Kind: domain.Training}, {Kind: domain.Training}}
			},
			[]string{
				"end_date LAST_BEFORE_FIRST", "start_date PROGRAMME_NOT_RUNNING", "end_date PROGRAMME_NOT_RUNNING",
				"required_certificates[0].training TRAINING_MISSING", "required_certificates[1].training TRAINING_MISSING",
				"required_certificates[1].kind CERTIFICATE_TWICE",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			role := domain.Role{Start: date(t, "2022-01-01")}
			c.change(&role)
			require.Equal(t, c.want, reasonsOf(role.CheckValues(&programme)))
		})
	}
	require.Equal(t, []string{"programme_id PROGRAMME_UNKNOWN"}, reasonsOf(domain.Role{Start: date(t, "2022-01-01")}.CheckValues(nil)))
}

func TestRoleStaysWithItsProgrammeAndKeepsItsCode(t *testing.T) {
	require.Empty(t, domain.Role{ProgrammeID: "a", Name: "b"}.CheckChange(domain.Role{ProgrammeID: "a"}))
	require.Equal(t, []string{"programme_id PROGRAMME_FIXED"},
		reasonsOf(domain.Role{ProgrammeID: "a"}.CheckChange(domain.Role{ProgrammeID: "b"})))
	require.Equal(t, []string{"code CODE_FIXED"}, reasonsOf(domain.Role{Code: "a"}.CheckChange(domain.Role{Code: "b"})))
}
