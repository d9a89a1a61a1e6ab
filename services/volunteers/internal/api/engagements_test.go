package api_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	"github.com/deschoor/meedoen/platform/ids"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

const (
	asVolunteer = volunteersv1.EngagementKind_ENGAGEMENT_KIND_VOLUNTEER
	asIntern    = volunteersv1.EngagementKind_ENGAGEMENT_KIND_INTERN
	inIntake    = volunteersv1.EngagementState_ENGAGEMENT_STATE_INTAKE
	inScreening = volunteersv1.EngagementState_ENGAGEMENT_STATE_SCREENING
	isActive    = volunteersv1.EngagementState_ENGAGEMENT_STATE_ACTIVE
	isPaused    = volunteersv1.EngagementState_ENGAGEMENT_STATE_PAUSED
	hasLeft     = volunteersv1.EngagementState_ENGAGEMENT_STATE_LEFT
)

// engagement answers a relation that a person may begin, changed by change.
func engagement(personID string, change ...func(*volunteersv1.Engagement)) *volunteersv1.Engagement {
	e := &volunteersv1.Engagement{PersonId: personID, Kind: asVolunteer, StartDate: "2022-06-01"}
	for _, c := range change {
		c(e)
	}
	return e
}

func in(state volunteersv1.EngagementState, since string) func(*volunteersv1.Engagement) {
	return func(e *volunteersv1.Engagement) { e.State, e.StateDate = state, since }
}

func (r *rig) createEngagement(t testing.TB, e *volunteersv1.Engagement) (*volunteersv1.Engagement, error) {
	t.Helper()
	return r.engagements.CreateEngagement(r.coordinator(t), &volunteersv1.CreateEngagementRequest{Engagement: e})
}

func (r *rig) batchEngagements(t testing.TB, list ...*volunteersv1.Engagement) ([]*volunteersv1.Engagement, error) {
	t.Helper()
	req := &volunteersv1.BatchCreateEngagementsRequest{}
	for _, e := range list {
		req.Requests = append(req.Requests, &volunteersv1.CreateEngagementRequest{Engagement: e, RequestId: ids.New()})
	}
	answer, err := r.engagements.BatchCreateEngagements(r.importing(t), req)
	return answer.GetEngagements(), err
}

func (r *rig) getEngagement(t testing.TB, id string) *volunteersv1.Engagement {
	t.Helper()
	e, err := r.engagements.GetEngagement(r.coordinator(t), &volunteersv1.GetEngagementRequest{Id: id})
	require.NoError(t, err)
	return e
}

func alreadyEngaged(fields ...string) refusal {
	return refusal{codes.AlreadyExists, "ENGAGEMENT_EXISTS", fields}
}

func TestRelationBeginsWithTheIntake(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person := r.aPerson(t).ID
		begun, err := r.createEngagement(t, engagement(person))
		require.NoError(t, err)
		want := engagement(person, in(inIntake, "2022-06-01"))
		want.Id, want.Etag, want.CreateTime, want.UpdateTime = begun.GetId(), "1", begun.GetCreateTime(), begun.GetUpdateTime()
		requireProto(t, want, begun)
		requireProto(t, begun, r.getEngagement(t, begun.GetId()))
		_, err = r.engagements.GetEngagement(r.coordinator(t), &volunteersv1.GetEngagementRequest{Id: ids.New()})
		gone("ENGAGEMENT_NOT_FOUND").require(t, err)
		require.Empty(t, r.rows(t, "outbox"), "nobody hears of it")
	})
}

func TestEveryRuleThatANewRelationBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person := r.aPerson(t).ID
		for name, tt := range map[string]struct {
			e      *volunteersv1.Engagement
			broken []string
		}{
			"another state":  {engagement(person, in(isActive, "2022-06-10")), []string{"state STATE_NOT_FIRST"}},
			"in the future":  {engagement(person, func(e *volunteersv1.Engagement) { e.StartDate = "2022-06-16" }), []string{"start_date DATE_IN_FUTURE", "state_date DATE_IN_FUTURE"}},
			"no date":        {engagement(person, func(e *volunteersv1.Engagement) { e.StartDate = "2022-06-31" }), []string{"start_date DATE_INVALID"}},
			"a later intake": {engagement(person, in(inIntake, "2022-06-02")), []string{"state_date STATE_DATE_WRONG"}},
			"a state before": {engagement(person, in(inScreening, "2022-05-31")), []string{"state STATE_NOT_FIRST", "state_date STATE_DATE_WRONG"}},
			"nobody":         {engagement(ids.New(), in(isActive, "2022-02-30")), []string{"person_id PERSON_UNKNOWN", "state STATE_NOT_FIRST", "state_date DATE_INVALID"}},
		} {
			t.Run(name, func(t *testing.T) {
				for i := range tt.broken {
					tt.broken[i] = "engagement." + tt.broken[i]
				}
				r.refuses(t, invalid(tt.broken...), func() error { _, err := r.createEngagement(t, tt.e); return err })
			})
		}
	})
}

func TestPersonHasOneRunningRelationOfAKind(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person := r.aPerson(t).ID
		_, err := r.createEngagement(t, engagement(person))
		require.NoError(t, err)
		r.refuses(t, alreadyEngaged("engagement.kind ENGAGEMENT_EXISTS"), func() error {
			_, err := r.createEngagement(t, engagement(person))
			return err
		})
		r.refuses(t, invalid("engagement.kind ENGAGEMENT_EXISTS", "engagement.state STATE_NOT_FIRST"), func() error {
			_, err := r.createEngagement(t, engagement(person, in(inScreening, "")))
			return err
		})
		intern, err := r.createEngagement(t, engagement(person, func(e *volunteersv1.Engagement) { e.Kind = asIntern }))
		require.NoError(t, err, "an intern is something else")
		_, err = r.stepEngagement(t, intern.GetId(), hasLeft, "2022-06-14", "stage voorbij")
		require.NoError(t, err)
		_, err = r.createEngagement(t, engagement(person, func(e *volunteersv1.Engagement) { e.Kind = asIntern }))
		require.NoError(t, err, "who left may begin anew")
	})
}

func TestManyWhoBeginOneRelationBeginOne(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person := r.aPerson(t).ID
		begun := 0
		for _, err := range together(8, func(int) error { _, err := r.createEngagement(t, engagement(person)); return err }) {
			if err == nil {
				begun++
				continue
			}
			alreadyEngaged("engagement.kind ENGAGEMENT_EXISTS").require(t, err)
		}
		require.Equal(t, 1, begun)
		require.Len(t, r.rows(t, "engagement"), 1)
	})
}

func TestDatabaseKnowsThatOneRelationOfAKindRuns(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		e := r.anEngagement(t, r.aPerson(t).ID)
		second := e
		second.ID = ids.New()
		insert := func() error {
			return r.db.Write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				return store.In(tx).InsertEngagements(ctx, []domain.Engagement{second})
			})
		}
		require.Error(t, insert(), "whatever the rules forget")
		second.State = domain.Left
		require.NoError(t, insert())
	})
}

func TestErasedPersonBeginsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person := r.addPerson(t).GetId()
		_, err := r.erase(t, person, "")
		require.NoError(t, err)
		want := gone("PERSON_ERASED")
		want.fields = []string{"engagement.person_id PERSON_ERASED"}
		r.refuses(t, want, func() error { _, err := r.createEngagement(t, engagement(person)); return err })
	})
}

func TestImporterRecordsWhatWasWithItsDate(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		person := r.aPerson(t).ID
		past := func(e *volunteersv1.Engagement) { e.StartDate = "2019-03-01" }
		kept, err := r.batchEngagements(t,
			engagement(person, past, in(hasLeft, "2021-03-01")), engagement(person, past, in(isActive, "2022-02-01")),
			engagement(person, past, in(isPaused, ""), func(e *volunteersv1.Engagement) { e.Kind = asIntern }),
		)
		require.NoError(t, err)
		require.Equal(t, "2021-03-01", kept[0].GetStateDate())
		require.Equal(t, isActive, kept[1].GetState())
		require.Equal(t, "2019-03-01", kept[2].GetStateDate(), "without one it is that of the start")
		for _, e := range kept {
			requireProto(t, e, r.getEngagement(t, e.GetId()))
		}
	})
}

func TestBatchWithFaultyRelationsRecordsNoneAndNamesEach(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		anna, ben := r.aPerson(t).ID, r.aPerson(t).ID
		r.anEngagement(t, ben)
		r.refuses(t, alreadyEngaged("requests[1].engagement.kind ENGAGEMENT_EXISTS", "requests[2].engagement.kind ENGAGEMENT_EXISTS"), func() error {
			_, err := r.batchEngagements(t, engagement(anna), engagement(ben), engagement(anna))
			return err
		})
		r.refuses(t, invalid(
			"requests[0].engagement.kind ENGAGEMENT_EXISTS", "requests[1].engagement.person_id PERSON_UNKNOWN",
			"requests[2].engagement.start_date DATE_INVALID",
		), func() error {
			_, err := r.batchEngagements(t, engagement(ben), engagement(ids.New()),
				engagement(anna, func(e *volunteersv1.Engagement) { e.StartDate = "2022-02-30" }))
			return err
		})
	})
}

func TestSecondDeliveryOfARelationAnswersItAsItIsNow(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		req := &volunteersv1.CreateEngagementRequest{RequestId: ids.New(), Engagement: engagement(r.aPerson(t).ID)}
		answers := make([]*volunteersv1.Engagement, 12)
		for _, err := range together(len(answers), func(i int) (err error) {
			answers[i], err = r.engagements.CreateEngagement(r.coordinator(t), req)
			return err
		}) {
			require.NoError(t, err)
		}
		for _, answer := range answers {
			requireProto(t, answers[0], answer)
		}
		require.Len(t, r.rows(t, "engagement"), 1)
		require.Len(t, r.lines(t, "CreateEngagement"), len(answers), "each answer tells of the person")
		_, err := r.stepEngagement(t, answers[0].GetId(), inScreening, "2022-06-14", "")
		require.NoError(t, err)
		again, err := r.engagements.CreateEngagement(r.coordinator(t), req)
		require.NoError(t, err)
		require.Equal(t, inScreening, again.GetState())
		other := r.aPerson(t).ID
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.engagements.CreateEngagement(r.coordinator(t), &volunteersv1.CreateEngagementRequest{
				RequestId: req.GetRequestId(), Engagement: engagement(other),
			})
			return err
		})
	})
}

func TestListOfRelationsIsNarrowedAndPaged(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		anna, ben := r.aPerson(t).ID, r.aPerson(t).ID
		one := r.anEngagement(t, anna)
		two := r.anEngagement(t, anna, func(e *domain.Engagement) { e.Kind, e.State = domain.Intern, domain.Left })
		three := r.anEngagement(t, ben, func(e *domain.Engagement) { e.State = domain.Paused })
		list := func(req *volunteersv1.ListEngagementsRequest) (found []string) {
			for {
				page, err := r.engagements.ListEngagements(r.coordinator(t), req)
				require.NoError(t, err)
				for _, e := range page.GetEngagements() {
					found = append(found, e.GetId())
				}
				if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
					return found
				}
			}
		}
		require.Equal(t, []string{one.ID, two.ID, three.ID}, list(&volunteersv1.ListEngagementsRequest{PageSize: 1}))
		require.Equal(t, []string{one.ID, two.ID}, list(&volunteersv1.ListEngagementsRequest{PersonId: anna}))
		require.Equal(t, []string{one.ID, three.ID}, list(&volunteersv1.ListEngagementsRequest{Kind: asVolunteer, PageSize: 1}))
		require.Equal(t, []string{three.ID}, list(&volunteersv1.ListEngagementsRequest{State: isPaused}))
		require.Empty(t, list(&volunteersv1.ListEngagementsRequest{State: isPaused, PersonId: anna}))
		page, err := r.engagements.ListEngagements(r.coordinator(t), &volunteersv1.ListEngagementsRequest{PageSize: 1})
		require.NoError(t, err)
		_, err = r.engagements.ListEngagements(r.coordinator(t), &volunteersv1.ListEngagementsRequest{
			PageToken: page.GetNextPageToken(), PersonId: anna,
		})
		invalid("page_token PAGE_TOKEN_INVALID").require(t, err)
		require.Len(t, r.lines(t, "ListEngagements"), 8, "a line for each person of each page")
	})
}

func TestBatchOfAThousandRelationsIsRecordedInItsOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		people := make([]*volunteersv1.CreatePersonRequest, 1000)
		for i := range people {
			people[i] = &volunteersv1.CreatePersonRequest{Person: helper(bornIn(int32(1920 + i%90)))}
		}
		added, err := r.batch(t, people...)
		require.NoError(t, err)
		given := make([]*volunteersv1.Engagement, 1000)
		for i := range given {
			given[i] = engagement(added[i].GetId())
		}
		kept, err := r.batchEngagements(t, given...)
		require.NoError(t, err)
		for i, e := range kept {
			require.Equal(t, given[i].GetPersonId(), e.GetPersonId())
		}
		require.Len(t, r.rows(t, "engagement"), 1000)
		require.Len(t, r.lines(t, "BatchCreateEngagements"), 1000)
		requireProto(t, kept[999], r.getEngagement(t, kept[999].GetId()))
	})
}
