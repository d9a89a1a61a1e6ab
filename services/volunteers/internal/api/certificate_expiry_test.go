package api_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

// vogOf asks for a VOG that counts for months, as configured where that is 0.
func vogOf(months int) func(*domain.Role) {
	return func(role *domain.Role) {
		role.Certificates = []domain.RequiredCertificate{{Kind: domain.VOG, RiskAreas: []string{"08"}, ValidityMonths: months}}
	}
}

// aVOGWorker fulfils a role that asks for a VOG.
func (r *rig) aVOGWorker(t testing.TB, months int) (person domain.Person, role domain.Role, assignment domain.Assignment) {
	t.Helper()
	person, role = r.aPerson(t), r.aRole(t, r.aProgramme(t), vogOf(months))
	return person, role, r.anAssignment(t, r.anEngagement(t, person.ID).ID, role.ID)
}

// due answers when certificates run out, by their ids.
func (r *rig) due(t testing.TB) map[string]string {
	t.Helper()
	rows, err := r.db.Read().QueryContext(t.Context(), "SELECT key, due_at FROM timer WHERE kind = 'certificate'")
	require.NoError(t, err)
	defer rows.Close()
	due := map[string]string{}
	for rows.Next() {
		var key string
		var at sqldb.Time
		require.NoError(t, rows.Scan(&key, &at))
		due[key] = at.UTC().Format(time.RFC3339)
	}
	require.NoError(t, rows.Err())
	return due
}

// passTo lets time pass to an instant and handles every timer that is due by then.
func (r *rig) passTo(t testing.TB, instant string) {
	t.Helper()
	at, err := time.Parse(time.RFC3339, instant)
	require.NoError(t, err)
	r.clock.Set(at)
	commits := make(chan struct{}, 1)
	r.db.OnCommit(func([]any) {
		select {
		case commits <- struct{}{}:
		default:
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.timers.Run(ctx) }()
	for r.waiting(t) > 0 {
		<-commits
	}
	cancel()
	require.NoError(t, <-done)
}

// waiting answers how many timers are due.
func (r *rig) waiting(t testing.TB) (n int) {
	t.Helper()
	err := r.db.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM timer WHERE due_at <= $1", sqldb.At(r.clock.Now())).Scan(&n)
	require.NoError(t, err)
	return n
}

// toldExpired answers the events that were published, oldest first.
func (r *rig) toldExpired(t testing.TB) []*volunteersv1.CertificateExpired {
	t.Helper()
	return servicetest.Events[*volunteersv1.CertificateExpired](t, r.db, "certificate.expired")
}

func (r *rig) requireTold(t testing.TB, want ...*volunteersv1.CertificateExpired) {
	t.Helper()
	got := r.toldExpired(t)
	require.Len(t, got, len(want))
	for i := range want {
		requireSame(t, want[i], got[i])
	}
}

// ranOut is the event that a VOG counts no longer for a role from a date.
func ranOut(c *volunteersv1.Certificate, version int64, role domain.Role, date string) *volunteersv1.CertificateExpired {
	return &volunteersv1.CertificateExpired{
		Id: c.GetId(), Version: version, Kind: c.GetKind(), RoleId: role.ID, ProgrammeId: role.ProgrammeID, Date: date,
	}
}

func TestCertificateThatRunsOutIsToldOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person, role, _ := r.aVOGWorker(t, 0)
		c := r.addCertificate(t, vog(t, person.ID, "2019-06-20"))
		// The day after the last, in the zone of the organisation.
		require.Equal(t, map[string]string{c.GetId(): "2022-06-20T22:00:00Z"}, r.due(t))

		r.passTo(t, "2022-06-20T21:59:59Z")
		require.Empty(t, r.toldExpired(t))
		r.passTo(t, "2022-06-20T22:00:00Z")
		r.requireTold(t, ranOut(c, 1, role, "2022-06-21"))
		require.Empty(t, r.due(t))

		_, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: c.GetId(), RiskAreas: []string{"01", "08"}})
		require.NoError(t, err)
		r.passTo(t, "2023-01-01T12:00:00Z")
		require.Len(t, r.toldExpired(t), 1, "another change of what ran out tells nothing anew")
		require.Len(t, r.rows(t, "certificate_expiry"), 1)
	})
}

func TestLeapDayAndEndOfTheMonthRunOutOnTheLastDayThereIs(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		leap, role, _ := r.aVOGWorker(t, 36)
		first := r.addCertificate(t, vog(t, leap.ID, "2020-02-29"))
		short, _, _ := r.aVOGWorker(t, 13)
		second := r.addCertificate(t, vog(t, short.ID, "2021-08-31"))
		require.Equal(t, map[string]string{
			first.GetId():  "2023-02-28T23:00:00Z", // in winter
			second.GetId(): "2022-09-30T22:00:00Z", // in summer
		}, r.due(t))
		r.passTo(t, "2023-02-28T23:00:00Z")
		require.Len(t, r.toldExpired(t), 2)
		requireSame(t, ranOut(first, 1, role, "2023-03-01"), r.toldExpired(t)[1])
	})
}

func TestEachRoleHearsOnItsOwnDate(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person, early, _ := r.aVOGWorker(t, 24)
		late := r.aRole(t, early.ProgrammeID, vogOf(48))
		forGood := r.aRole(t, early.ProgrammeID, func(role *domain.Role) {
			role.Certificates = []domain.RequiredCertificate{{Kind: domain.Training, Training: "ehbo"}}
		})
		engagement := r.anEngagement(t, person.ID, func(e *domain.Engagement) { e.Kind = domain.Intern })
		r.anAssignment(t, engagement.ID, late.ID)
		r.anAssignment(t, engagement.ID, early.ID) // the same role twice, as volunteer and as intern
		r.anAssignment(t, engagement.ID, forGood.ID)
		r.addCertificate(t, training(person.ID, "ehbo", "2001-01-01"))
		c := r.addCertificate(t, vog(t, person.ID, "2021-01-15"))
		require.Equal(t, map[string]string{c.GetId(): "2023-01-15T23:00:00Z"}, r.due(t))
		r.passTo(t, "2023-06-01T12:00:00Z")
		r.requireTold(t, ranOut(c, 1, early, "2023-01-16"))
		require.Equal(t, map[string]string{c.GetId(): "2025-01-15T23:00:00Z"}, r.due(t))
		r.passTo(t, "2025-06-01T12:00:00Z")
		r.requireTold(t, ranOut(c, 1, early, "2023-01-16"), ranOut(c, 1, late, "2025-01-16"))
	})
}

func TestWhatNobodyNeedsRunsOutInSilence(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person, role, _ := r.aVOGWorker(t, 36)
		idle := r.aPerson(t)
		r.addCertificate(t, vog(t, idle.ID, "2019-07-01"))
		proposed := r.aPerson(t)
		r.anAssignment(t, r.anEngagement(t, proposed.ID).ID, role.ID, func(a *domain.Assignment) { a.State = domain.Proposed })
		r.addCertificate(t, vog(t, proposed.ID, "2019-07-01"))
		require.Empty(t, r.due(t), "without work nothing is needed")

		old := r.addCertificate(t, vog(t, person.ID, "2019-07-01"))
		require.Len(t, r.due(t), 1)
		renewed := r.addCertificate(t, vog(t, person.ID, "2022-06-01"))
		require.Equal(t, map[string]string{renewed.GetId(): "2025-06-01T22:00:00Z"}, r.due(t), "the newer one takes its place")
		narrow := r.addCertificate(t, vog(t, person.ID, "2022-06-02", func(c *volunteersv1.Certificate) { c.RiskAreas = []string{"01"} }))
		require.NotContains(t, r.due(t), narrow.GetId())
		r.passTo(t, "2022-08-01T12:00:00Z")
		require.Empty(t, r.toldExpired(t))

		_, err := r.withdrawCertificate(t, &volunteersv1.CreateCertificateWithdrawalRequest{CertificateId: renewed.GetId()})
		require.NoError(t, err)
		r.passTo(t, "2022-08-02T12:00:00Z")
		r.requireTold(t, ranOut(old, 1, role, "2022-07-02"))
	})
}

func TestTimerMovesWithWhatItFollowsFrom(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person, role, assignment := r.aVOGWorker(t, 0)
		c := r.addCertificate(t, vog(t, person.ID, "2020-01-10"))
		dueAt := func(want string) {
			t.Helper()
			require.Equal(t, map[string]string{c.GetId(): want}, r.due(t))
		}
		dueAt("2023-01-10T23:00:00Z")
		_, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: c.GetId(), IssuedDate: proto.String("2020-01-09")})
		require.NoError(t, err)
		dueAt("2023-01-09T23:00:00Z")
		_, err = r.updateRole(t, &volunteersv1.Role{Id: role.ID, RequiredCertificates: []*volunteersv1.RequiredCertificate{{Kind: kindVOG, ValidityMonths: 48}}})
		require.NoError(t, err)
		dueAt("2024-01-09T23:00:00Z")
		r.deps.Certificates.VOGMonths = 30
		_, err = r.updateRole(t, &volunteersv1.Role{Id: role.ID}, "required_certificates")
		require.NoError(t, err)
		require.Empty(t, r.due(t), "the role asks nothing")
		_, err = r.updateRole(t, &volunteersv1.Role{Id: role.ID, RequiredCertificates: []*volunteersv1.RequiredCertificate{{Kind: kindVOG}}})
		require.NoError(t, err)
		dueAt("2023-01-09T23:00:00Z")
		require.NoError(t, r.deps.WatchAllCertificates(t.Context()))
		dueAt("2022-07-09T22:00:00Z") // as configured now

		require.NoError(t, r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE assignment SET state = 'ended', end_date = '2022-06-15' WHERE id = $1", assignment.ID)
			return err
		}))
		r.passTo(t, "2023-06-01T12:00:00Z")
		require.Empty(t, r.toldExpired(t), "the work has ended")
		require.Empty(t, r.due(t))
	})
}

func TestChangesAtTheSameTimeLeaveTheTimerOfTheLast(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person, role, _ := r.aVOGWorker(t, 36)
		c := r.addCertificate(t, vog(t, person.ID, "2020-01-10"))
		for _, err := range together(6, func(i int) error {
			if i%2 == 0 {
				_, err := r.updateCertificate(t, &volunteersv1.Certificate{Id: c.GetId(), RiskAreas: []string{"08", []string{"01", "02", "03"}[i/2]}})
				return err
			}
			_, err := r.updateRole(t, &volunteersv1.Role{Id: role.ID, RequiredCertificates: []*volunteersv1.RequiredCertificate{
				{Kind: kindVOG, ValidityMonths: int32(30 + i)},
			}})
			return err
		}) {
			require.NoError(t, err)
		}
		read, err := r.roles.GetRole(r.coordinator(t), &volunteersv1.GetRoleRequest{Id: role.ID})
		require.NoError(t, err)
		until := date(t, "2020-01-10").AddMonths(int(read.GetRequiredCertificates()[0].GetValidityMonths()))
		at, err := time.Parse(time.RFC3339, r.due(t)[c.GetId()])
		require.NoError(t, err)
		require.Equal(t, until.AddDays(1).String(), at.In(r.deps.Zone).Format(time.DateOnly))
	})
}

func TestWhatRunsOutIsListedSoonestFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := map[string]string{}
		for _, issued := range []string{"2019-08-14", "2019-06-14", "2019-08-15", "2019-06-15", "2019-07-01"} {
			person, role, assignment := r.aVOGWorker(t, 0)
			c := r.addCertificate(t, vog(t, person.ID, issued))
			want[issued] = assignment.ID + person.ID + role.ID + role.ProgrammeID + c.GetId()
		}
		idle := r.aPerson(t)
		r.addCertificate(t, vog(t, idle.ID, "2019-07-01"))
		r.aVOGWorker(t, 0) // who never showed anything
		var order []string
		list := func(req *volunteersv1.ListExpiringCertificatesRequest) (got []string) {
			t.Helper()
			order = nil
			for {
				page, err := r.certificates.ListExpiringCertificates(r.coordinator(t), req)
				require.NoError(t, err)
				for _, e := range page.GetExpiringCertificates() {
					require.Equal(t, date(t, e.GetCertificate().GetIssuedDate()).AddMonths(36).String(), e.GetValidUntil())
					order = append(order, e.GetValidUntil())
					got = append(got, e.GetAssignmentId()+e.GetPersonId()+e.GetRoleId()+e.GetProgrammeId()+e.GetCertificate().GetId())
				}
				if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
					return got
				}
			}
		}
		soon := []string{want["2019-06-14"], want["2019-06-15"], want["2019-07-01"], want["2019-08-14"]}
		lines := len(r.rows(t, "processing_log"))
		require.Equal(t, soon, list(&volunteersv1.ListExpiringCertificatesRequest{}), "within 60 days, and what ran out yesterday")
		require.Equal(t, []string{"2022-06-14", "2022-06-15", "2022-07-01", "2022-08-14"}, order)
		require.Len(t, r.rows(t, "processing_log"), lines+4)
		require.Equal(t, append(soon, want["2019-08-15"]), list(&volunteersv1.ListExpiringCertificatesRequest{Days: proto.Int32(61), PageSize: 2}))
		require.Equal(t, soon[:2], list(&volunteersv1.ListExpiringCertificatesRequest{Days: proto.Int32(0), PageSize: 1}))
	})
}
