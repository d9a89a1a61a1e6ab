package api_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/person"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

func (r *rig) today() civil.Date { return civil.Today(r.clock.Now(), r.deps.Zone) }

var exists = refusal{codes.AlreadyExists, "ASSIGNMENT_EXISTS", []string{"assignment.role_id ASSIGNMENT_EXISTS"}}

func TestProposalIsReadAsItWasMadeAndMadeOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		req := f.assignment(func(m *volunteersv1.Assignment) { m.WijkCode, m.WijkYear = "WK003401", 2022 })

		a, err := r.assignments.CreateAssignment(r.coordinator(t), req)
		require.NoError(t, err)
		require.Equal(t, proposed, a.GetState())
		require.Equal(t, "2022-06-15", a.GetStateDate())
		require.Nil(t, a.EndDate)
		again, err := r.assignments.CreateAssignment(r.coordinator(t), req)
		require.NoError(t, err)
		got, err := r.assignments.GetAssignment(r.coordinator(t), &volunteersv1.GetAssignmentRequest{Id: a.GetId()})
		require.NoError(t, err)
		for _, other := range []*volunteersv1.Assignment{again, got} {
			require.True(t, proto.Equal(a, other), "%v\n%v", a, other)
		}
		require.Empty(t, r.years(t), "a proposal is no work")
		require.Len(t, r.rows(t, "processing_log"), 3, "each call is in the log, with the person")
	})
}

func TestProposalBreaksEveryRuleItBreaksAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		child := r.aPerson(t, func(p *domain.Person) { p.Birth = person.Birth{Date: date(t, "2005-01-01")} })
		engagement := r.anEngagement(t, child.ID)
		role := r.aRole(t, r.aProgramme(t), func(role *domain.Role) {
			role.MinAge, role.Reach = 18, domain.SameWijk
			role.Certificates = []domain.RequiredCertificate{{Kind: domain.VOG}}
		})
		f := fit{child, engagement, role}
		create := func(req *volunteersv1.CreateAssignmentRequest) func() error {
			return func() error { return second(r.assignments.CreateAssignment(r.coordinator(t), req)) }
		}
		at := func(m *volunteersv1.Assignment) { m.WijkCode, m.WijkYear = "WK003401", 2022 }
		r.refuses(t, invalid("assignment.role_id CERTIFICATE_MISSING", "assignment.engagement_id UNDER_AGE",
			"assignment.engagement_id TOO_FAR"), create(f.assignment(at)))
		r.refuses(t, invalid("assignment.start_date DATE_INVALID", "assignment.wijk_code WIJK_UNKNOWN",
			"assignment.vacancy_id VACANCY_UNKNOWN"), create(f.assignment(func(m *volunteersv1.Assignment) {
			m.StartDate, m.WijkCode, m.WijkYear, m.VacancyId = "2022-02-30", "WK999999", 2022, ids.New()
		})))
		r.refuses(t, invalid("assignment.engagement_id ENGAGEMENT_UNKNOWN", "assignment.role_id ROLE_UNKNOWN"),
			create(f.assignment(func(m *volunteersv1.Assignment) { m.EngagementId, m.RoleId = "nobody", "nothing" })))
		r.refuses(t, invalid("assignment.state STATE_NOT_FIRST", "assignment.engagement_id UNDER_AGE"),
			create(f.assignment(was("2022-01-01", ""))))
	})
}

func TestWhoIsProposedForARoleIsNotProposedAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		a := r.propose(t, f.assignment())
		r.refuses(t, exists, func() error { return second(r.assignments.CreateAssignment(r.coordinator(t), f.assignment())) })
		r.takes(t, a.GetId(), declined)
		r.propose(t, f.assignment())

		intern := r.anEngagement(t, f.person.ID, func(e *domain.Engagement) { e.Kind = domain.Intern })
		r.propose(t, fit{f.person, intern, f.role}.assignment())
	})
}

func TestManyWhoProposeOnePersonAtOnceMakeOneAssignment(t *testing.T) {
	const callers = 16
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		ctx := r.coordinator(t)
		won := 0
		for _, err := range together(callers, func(int) error { return second(r.assignments.CreateAssignment(ctx, f.assignment())) }) {
			if err == nil {
				won++
				continue
			}
			exists.require(t, err)
		}
		require.Equal(t, 1, won)
		require.Len(t, r.rows(t, "assignment"), 1)
	})
}

func TestBatchIsRecordedInItsOrderAllOrNone(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f := r.aFit(t)
		requests := make([]*volunteersv1.CreateAssignmentRequest, 1000)
		r.write(t, func(ctx context.Context, s store.Store) error {
			for i := range requests {
				one := f
				one.role.ID = ids.New()
				requests[i] = one.assignment(was("2021-03-01", "2022-05-31"))
				if err := s.InsertRole(ctx, one.role); err != nil {
					return err
				}
			}
			return nil
		})
		batch := func(list []*volunteersv1.CreateAssignmentRequest) (*volunteersv1.BatchCreateAssignmentsResponse, error) {
			return r.assignments.BatchCreateAssignments(r.records(t),
				&volunteersv1.BatchCreateAssignmentsRequest{Requests: list})
		}
		first, err := batch(requests[:10])
		require.NoError(t, err)
		answer, err := batch(append(slices.Clone(requests[10:]), requests[:7]...))
		require.NoError(t, err)
		require.Len(t, answer.GetAssignments(), 997)
		require.True(t, proto.Equal(first.GetAssignments()[0], answer.GetAssignments()[990]))
		require.Equal(t, requests[10].GetAssignment().GetRoleId(), answer.GetAssignments()[0].GetRoleId())
		require.Len(t, r.years(t), 2000)

		faulty := []*volunteersv1.CreateAssignmentRequest{f.assignment(), f.assignment(), f.assignment()}
		r.refuses(t, refusal{codes.AlreadyExists, "ASSIGNMENT_EXISTS", []string{
			"requests[1].assignment.role_id ASSIGNMENT_EXISTS", "requests[2].assignment.role_id ASSIGNMENT_EXISTS",
		}}, func() error { return second(batch(faulty)) })
		faulty[1].Assignment.StartDate, faulty[2].Assignment.RoleId = "2022-06-16", "nothing"
		r.refuses(t, invalid("requests[1].assignment.start_date DATE_IN_FUTURE", "requests[2].assignment.role_id ROLE_UNKNOWN"),
			func() error { return second(batch(faulty)) })
	})
}

func TestListAnswersWhatIsAskedForPageByPage(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		f, g := r.aFit(t), r.aFit(t)
		one := r.propose(t, f.assignment())
		other := r.propose(t, g.assignment(was("2022-01-01", "")))
		list := func(req *volunteersv1.ListAssignmentsRequest) (found []string) {
			for {
				answer, err := r.assignments.ListAssignments(r.coordinator(t), req)
				require.NoError(t, err)
				for _, a := range answer.GetAssignments() {
					found = append(found, a.GetId())
				}
				if req.PageToken = answer.GetNextPageToken(); req.PageToken == "" {
					return found
				}
			}
		}
		require.Equal(t, []string{one.GetId(), other.GetId()}, list(&volunteersv1.ListAssignmentsRequest{PageSize: 1}))
		require.Equal(t, []string{other.GetId()}, list(&volunteersv1.ListAssignmentsRequest{State: working}))
		require.Equal(t, []string{one.GetId()}, list(&volunteersv1.ListAssignmentsRequest{EngagementId: f.engagement.ID}))
		require.Equal(t, []string{other.GetId()}, list(&volunteersv1.ListAssignmentsRequest{RoleId: g.role.ID}))
		require.Empty(t, list(&volunteersv1.ListAssignmentsRequest{VacancyId: "none"}))
	})
}

func second[T any](_ T, err error) error { return err }
