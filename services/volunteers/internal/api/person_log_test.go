package api_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/testkit/servicetest"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

func TestEveryMethodThatTouchesAPersonIsInTheLog(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.addPerson(t).GetId()
		e := r.anEngagement(t, id)
		ctx := r.coordinator(t)
		steps := map[string]func() error{
			"CreatePerson": func() error { _, err := r.createPerson(t, helper(bornIn(1951))); return err },
			"BatchCreatePeople": func() error {
				_, err := r.batch(t, &volunteersv1.CreatePersonRequest{Person: helper(bornIn(1960))})
				return err
			},
			"GetPerson": func() error { _, err := r.getPerson(t, id); return err },
			"GetOwnPerson": func() error {
				r.login(t, id, helperSubject)
				_, err := r.people.GetOwnPerson(r.helping(t, helperSubject), &volunteersv1.GetOwnPersonRequest{})
				return err
			},
			"UpdatePersonLogin": func() error { r.login(t, id, helperSubject); return nil },
			"GetPersonLogin": func() error {
				_, err := r.logins.GetPersonLogin(ctx, &volunteersv1.GetPersonLoginRequest{PersonId: id})
				return err
			},
			"DeletePersonLogin": func() error {
				_, err := r.logins.DeletePersonLogin(ctx, &volunteersv1.DeletePersonLoginRequest{PersonId: id})
				return err
			},
			"SearchPeople": func() error { r.search(t, "van Xanten-Évrard", "1990-05-06", 0); return nil },
			"UpdatePerson": func() error {
				_, err := r.updatePerson(t, &volunteersv1.Person{Id: id, GivenName: "Dieuw"})
				return err
			},
			"ExportPerson":        func() error { _, err := r.export(t, id); return err },
			"CreatePersonErasure": func() error { _, err := r.erase(t, r.addPerson(t, bornIn(1952)).GetId(), ""); return err },
			"CreateEngagement":    func() error { _, err := r.createEngagement(t, engagement(r.aPerson(t).ID)); return err },
			"BatchCreateEngagements": func() error {
				_, err := r.batchEngagements(t, engagement(r.aPerson(t).ID))
				return err
			},
			"GetEngagement": func() error { r.getEngagement(t, e.ID); return nil },
			"ListEngagements": func() error {
				_, err := r.engagements.ListEngagements(ctx, &volunteersv1.ListEngagementsRequest{})
				return err
			},
			"CreateEngagementTransition": func() error { _, err := r.stepEngagement(t, e.ID, isPaused, "2022-06-01", ""); return err },
			"ListEngagementTransitions": func() error {
				_, err := r.engagements.ListEngagementTransitions(ctx, &volunteersv1.ListEngagementTransitionsRequest{EngagementId: e.ID})
				return err
			},
		}
		for _, method := range slices.Concat(
			servicetest.ProcessingMethods(t, volunteersv1.File_meedoen_volunteers_v1_person_proto),
			servicetest.ProcessingMethods(t, volunteersv1.File_meedoen_volunteers_v1_person_login_proto),
			servicetest.ProcessingMethods(t, volunteersv1.File_meedoen_volunteers_v1_engagement_proto),
		) {
			step, known := steps[string(method.Name())]
			require.True(t, known, "the test does not know %s", method.FullName())
			before := len(r.lines(t, string(method.Name())))
			require.NoError(t, step(), method.Name())
			require.Greater(t, len(r.lines(t, string(method.Name()))), before, "%s leaves no line", method.Name())
		}
		for _, l := range r.lines(t, "") {
			require.Contains(t, []string{coordinatorSubject, r.loginHash(helperSubject), "import"}, l.GetActor())
			require.Len(t, l.GetSubject(), 43, "a pseudonym")
			require.Equal(t, "volunteer", l.GetSubjectType())
			require.Contains(t, []string{"volunteers/people", "volunteers/engagements", "volunteers/rights"}, l.GetActivity())
		}
		_, err := r.log.ListProcessingLines(ctx, &volunteersv1.ListProcessingLinesRequest{})
		require.Equal(t, codes.PermissionDenied, status.Code(err))
	})
}
