package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/testkit"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// candidates answers the candidates of a vacancy, page by page: each as its relation, its score and its exclusions.
func (r *rig) candidates(t testing.TB, req *volunteersv1.ListCandidatesRequest) (list []*volunteersv1.Candidate) {
	t.Helper()
	for {
		answer, err := r.vacancies.ListCandidates(r.coordinator(t), req)
		require.NoError(t, err)
		list = append(list, answer.GetCandidates()...)
		if req.PageToken = answer.GetNextPageToken(); req.PageToken == "" {
			return list
		}
	}
}

func inHaven(p *domain.Person) { p.Wijk = areas.Wijk{Code: "WK003401", Edition: 2022} }

func TestCandidatesStandInOrderWithTheirReasons(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		role := r.aRole(t, r.aProgramme(t), func(role *domain.Role) {
			role.MinAge, role.Certificates = 18, []domain.RequiredCertificate{{Kind: domain.VOG}}
		})
		add := func(change ...func(*domain.Person)) domain.Engagement {
			p := r.aPerson(t, change...)
			r.write(t, func(ctx context.Context, s store.Store) error {
				return s.InsertCertificates(ctx, []domain.Certificate{{
					ID: ids.New(), PersonID: p.ID, Kind: domain.VOG, Issued: date(t, "2022-01-03"), Seen: date(t, "2022-01-04"),
					SeenBy: coordinatorSubject, Version: 1, Created: now(), Updated: now(),
				}})
			})
			return r.anEngagement(t, p.ID)
		}
		born := func(on string) func(*domain.Person) {
			return func(p *domain.Person) { p.Birth = person.Birth{Date: date(t, on)} }
		}
		some := add(func(p *domain.Person) { p.Languages = []string{"nl"} })
		best := add(inHaven, func(p *domain.Person) { p.Languages, p.Skills = []string{"ar", "nl"}, []string{"taalles"} })
		justOld := add(born("2004-06-15"))
		tooYoung := add(born("2004-06-16"))
		bare := r.anEngagement(t, r.aPerson(t).ID) // without a certificate
		paused := r.anEngagement(t, r.aPerson(t, born("2010-01-01")).ID, func(e *domain.Engagement) { e.State = domain.Paused })
		r.anEngagement(t, r.aPerson(t).ID, func(e *domain.Engagement) { e.State = domain.Left })
		has := add()
		r.anAssignment(t, has.ID, role.ID)
		v := r.aVacancy(t, role, func(v *volunteersv1.Vacancy) {
			v.WijkCode, v.WijkYear, v.WantedLanguages, v.WantedSkills = "WK003401", 2022, []string{"ar", "nl"}, []string{"taalles"}
		})
		_, err := r.vacancies.CreateVacancyReaction(r.coordinator(t), &volunteersv1.CreateVacancyReactionRequest{
			VacancyId: v.GetId(), Reaction: &volunteersv1.VacancyReaction{PersonId: justOld.PersonID, Date: "2022-06-15"},
		})
		require.NoError(t, err)
		logged := len(r.rows(t, "processing_log"))

		fitting := r.candidates(t, &volunteersv1.ListCandidatesRequest{VacancyId: v.GetId(), PageSize: 2})
		var got []string
		for _, c := range fitting {
			got = append(got, fmt.Sprint(c.GetEngagementId(), c.GetScore(), c.GetReacted()))
			require.Len(t, c.GetFactors(), 5)
			require.Empty(t, c.GetExclusions())
		}
		require.Equal(t, []string{
			fmt.Sprint(best.ID, 100, false), fmt.Sprint(some.ID, 50, false), fmt.Sprint(justOld.ID, 40, true),
		}, got)
		// Each of two pages opened the births of two, and three were shown.
		require.Len(t, r.rows(t, "processing_log"), logged+2*2+3)

		all := r.candidates(t, &volunteersv1.ListCandidatesRequest{VacancyId: v.GetId(), PageSize: 1, IncludeExcluded: true})
		require.Len(t, all, 7)
		why := map[string][]string{}
		for _, c := range all[3:] {
			require.Zero(t, c.GetScore())
			for _, e := range c.GetExclusions() {
				why[c.GetEngagementId()] = append(why[c.GetEngagementId()], e.GetReason())
			}
		}
		require.Equal(t, map[string][]string{
			tooYoung.ID: {"UNDER_AGE"}, bare.ID: {"CERTIFICATE_MISSING"}, has.ID: {"ASSIGNMENT_EXISTS"},
			paused.ID: {"ENGAGEMENT_NOT_ACTIVE", "CERTIFICATE_MISSING", "UNDER_AGE"},
		}, why)
	})
}

func TestWorkInAPartOfTheWeekExcludesFromOtherWorkInIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f, g := r.aFit(t), r.aFit(t)
		on := func(weekday volunteersv1.Weekday, end string) func(*volunteersv1.Vacancy) {
			return func(v *volunteersv1.Vacancy) {
				v.Availability = []*volunteersv1.Availability{{Weekday: weekday, DayPart: 1}}
				if end != "" {
					v.EndDate = &end
				}
			}
		}
		mondays := r.aVacancy(t, f.role, on(1, "2022-08-31"))
		a := r.propose(t, f.assignment(from(mondays)))
		reasons := func(v *volunteersv1.Vacancy) (list []string) {
			for _, c := range r.candidates(t, &volunteersv1.ListCandidatesRequest{VacancyId: v.GetId(), IncludeExcluded: true}) {
				if c.GetEngagementId() == f.engagement.ID {
					for _, e := range c.GetExclusions() {
						list = append(list, e.GetReason())
					}
				}
			}
			return list
		}
		same, other := r.aVacancy(t, g.role, on(1, "")), r.aVacancy(t, g.role, on(2, ""))
		require.Empty(t, reasons(same), "a proposal takes no time")
		r.takes(t, a.GetId(), introduced, confirmed)
		require.Equal(t, []string{"OVERLAP"}, reasons(same))
		require.Empty(t, reasons(other))
		autumn := r.aVacancy(t, g.role, on(1, ""), func(v *volunteersv1.Vacancy) { v.StartDate = "2022-09-01" })
		require.Empty(t, reasons(autumn))
	})
}

func TestShiftsInAPartOfTheWeekExcludeFromOtherWorkInIt(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		w := r.aWorker(t)
		vacancy := func(weekday volunteersv1.Weekday) string {
			return r.aVacancy(t, r.aRole(t, r.aProgramme(t)), func(v *volunteersv1.Vacancy) {
				v.Availability = []*volunteersv1.Availability{{Weekday: weekday, DayPart: 1}}
			}).GetId()
		}
		mondays, tuesdays := vacancy(1), vacancy(2)
		excluded := func(id string) bool {
			list := r.candidates(t, &volunteersv1.ListCandidatesRequest{VacancyId: id, IncludeExcluded: true})
			require.Len(t, list, 1)
			return len(list[0].GetExclusions()) > 0 && list[0].GetExclusions()[0].GetReason() == "OVERLAP"
		}
		r.planShift(t, w)
		require.False(t, excluded(mondays), "once is an exception")
		second := r.planShift(t, w, func(m *volunteersv1.Shift) { m.Date = "2022-07-04" })
		require.True(t, excluded(mondays))
		require.False(t, excluded(tuesdays))
		_, err := r.giveShift(t, second.GetId(), "")
		require.NoError(t, err)
		require.False(t, excluded(mondays))
		r.planShift(t, w, func(m *volunteersv1.Shift) { m.Date = "2022-08-15" })
		require.False(t, excluded(mondays), "it is further away than eight weeks")
	})
}

// BenchmarkListCandidates ranks 1,000 people, who have eight shifts each, for a vacancy, from call to answer, with SQLite.
func BenchmarkListCandidates(b *testing.B) {
	r := newRig(b, testkit.SQLite())
	role := r.aRole(b, r.aProgramme(b), func(role *domain.Role) {
		role.MinAge, role.Certificates = 18, []domain.RequiredCertificate{{Kind: domain.VOG}}
	})
	r.write(b, func(ctx context.Context, s store.Store) error { return addMany(ctx, s, role.ID, 1000) })
	v := r.aVacancy(b, role, func(v *volunteersv1.Vacancy) {
		v.WijkCode, v.WijkYear, v.WantedLanguages, v.WantedSkills = "WK003401", 2022, []string{"ar", "nl"}, []string{"taalles"}
		v.Availability = []*volunteersv1.Availability{{Weekday: 1, DayPart: 1}}
	})
	ctx := r.coordinator(b)
	for b.Loop() {
		answer, err := r.vacancies.ListCandidates(ctx, &volunteersv1.ListCandidatesRequest{VacancyId: v.GetId()})
		require.NoError(b, err)
		require.NotEmpty(b, answer.GetCandidates())
	}
}

// addMany adds n people who can be proposed, with a certificate each.
func addMany(ctx context.Context, s store.Store, roleID string, n int) error {
	var people []store.Person
	var engagements []domain.Engagement
	var certificates []domain.Certificate
	var shifts []domain.Shift
	began, issued := civil.Date{Year: 2021, Month: 1, Day: 4}, civil.Date{Year: 2022, Month: 1, Day: 4}
	for i := range n {
		p := store.Person{
			ID: ids.New(), Sealed: []byte("sealed"), Wijk: areas.Wijk{Code: "WK003401", Edition: 2022}, BirthYear: 1950 + i%50,
			Languages: []string{"nl", "ar", "tr"}[:i%4], Skills: []string{"taalles", "koken"}[:i%3],
			Availability: []domain.Availability{{Weekday: "monday", DayPart: "morning"}}, Version: 1, Created: now(), Updated: now(),
		}
		people = append(people, p)
		engagements = append(engagements, domain.Engagement{
			ID: ids.New(), PersonID: p.ID, Kind: domain.Volunteer, State: domain.Engaged, Start: began, StateDate: began,
			Version: 1, Created: now(), Updated: now(),
		})
		certificates = append(certificates, domain.Certificate{
			ID: ids.New(), PersonID: p.ID, Kind: domain.VOG, Issued: issued, Seen: issued, SeenBy: "anna", Version: 1,
			Created: now(), Updated: now(),
		})
	}
	for i, p := range people {
		for week := range 8 {
			start := june(20+7*week, 8+i%12) // on Mondays
			shifts = append(shifts, domain.Shift{
				ID: ids.New(), RoleID: roleID, AssignmentID: ids.New(), PersonID: p.ID, State: domain.ShiftPlanned, Version: 1,
				Date: civil.DateOf(start), Period: period.Period{Start: start, End: start.Add(2 * time.Hour)}, Created: now(), Updated: now(),
			})
		}
	}
	if err := s.InsertShifts(ctx, shifts); err != nil {
		return err
	}
	if err := s.InsertPeople(ctx, people); err != nil {
		return err
	}
	if err := s.InsertEngagements(ctx, engagements); err != nil {
		return err
	}
	return s.InsertCertificates(ctx, certificates)
}
