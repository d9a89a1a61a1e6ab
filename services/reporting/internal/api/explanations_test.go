package api_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/ids"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// explanation answers a request to say something about children-visits at the end of a quarter of 2022.
func explanation(quarter int32, text string) *reportingv1.CreateFigureExplanationRequest {
	return &reportingv1.CreateFigureExplanationRequest{Year: 2022, Indicator: "children-visits", Quarter: quarter, Text: text}
}

func (r *rig) say(t *testing.T, req *reportingv1.CreateFigureExplanationRequest) *reportingv1.FigureExplanationRecord {
	t.Helper()
	made, err := r.said.CreateFigureExplanation(r.as(t, manager), req)
	require.NoError(t, err)
	return made
}

// correct changes the text of an explanation.
func (r *rig) correct(t *testing.T, id, etag, text string) (*reportingv1.FigureExplanationRecord, error) {
	t.Helper()
	return r.said.UpdateFigureExplanation(r.as(t, manager), &reportingv1.UpdateFigureExplanationRequest{
		FigureExplanation: &reportingv1.FigureExplanationRecord{Id: id, Etag: etag, Text: text},
		UpdateMask:        &fieldmaskpb.FieldMask{Paths: []string{"text"}},
	})
}

func (r *rig) listExplanations(t *testing.T) []*reportingv1.FigureExplanationRecord {
	t.Helper()
	list, err := r.said.ListFigureExplanations(r.as(t, manager), &reportingv1.ListFigureExplanationsRequest{Year: 2022})
	require.NoError(t, err)
	return list.GetFigureExplanations()
}

// toldExplanations answers what the service told of explanations, as its log has it.
func (r *rig) toldExplanations(t *testing.T) (list []*reportingv1.FigureExplanationSaved) {
	t.Helper()
	rows, err := r.db.Read().Query("SELECT data FROM outbox ORDER BY id")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var data []byte
		require.NoError(t, rows.Scan(&data))
		var m reportingv1.FigureExplanationSaved
		require.NoError(t, proto.Unmarshal(data, &m))
		list = append(list, &m)
	}
	require.NoError(t, rows.Err())
	return list
}

func TestExplanationStandsBesideItsFigureAndIsTold(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		made := r.say(t, explanation(2, " Het was koud. \n"))
		require.NotEmpty(t, made.GetId())
		want := &reportingv1.FigureExplanationRecord{
			Id: made.GetId(), Year: 2022, Indicator: "children-visits", Quarter: 2, Text: "Het was koud.", Etag: "1",
			UpdateTime: made.GetUpdateTime(),
		}
		require.Equal(t, r.clock.Now().Truncate(time.Microsecond), made.GetUpdateTime().AsTime())
		require.True(t, proto.Equal(want, made), "%v", made)
		year := r.say(t, explanation(0, "Een goed jaar."))
		first := r.say(t, explanation(1, "Begonnen."))
		early := explanation(4, "Eerst op de bladzijde.")
		early.Indicator = "vve-children"
		r.say(t, early)

		var order []string
		for _, e := range r.listExplanations(t) {
			order = append(order, e.GetText())
		}
		require.Equal(t, []string{"Eerst op de bladzijde.", "Begonnen.", "Het was koud.", "Een goed jaar."}, order)
		for _, view := range []reportingv1.AccountView{0, full} {
			var beside []string
			for _, e := range r.figure(t, view, "children-visits").GetExplanations() {
				beside = append(beside, e.GetPeriod()+": "+e.GetText())
			}
			require.Equal(t, []string{"2022-Q1: Begonnen.", "2022-Q2: Het was koud.", "2022: Een goed jaar."}, beside)
		}

		r.clock.Advance(time.Hour)
		changed, err := r.correct(t, first.GetId(), "1", "Beter begonnen.")
		require.NoError(t, err)
		require.Equal(t, "2", changed.GetEtag())
		require.Equal(t, r.clock.Now().Truncate(time.Microsecond), changed.GetUpdateTime().AsTime())
		_, err = r.correct(t, year.GetId(), "", " ")
		require.NoError(t, err)
		require.Len(t, r.listExplanations(t), 3, "taken back")
		told := r.toldExplanations(t)
		require.Len(t, told, 6)
		for i, want := range []*reportingv1.FigureExplanationSaved{
			{Id: first.GetId(), Version: 2, Year: 2022, Indicator: "children-visits", Quarter: 1, Text: "Beter begonnen."},
			{Id: year.GetId(), Version: 2, Year: 2022, Indicator: "children-visits"},
		} {
			require.True(t, proto.Equal(want, told[4+i]), "%v", told[4+i])
		}
	})
}

func TestExplanationIsAddedOnceForARequest(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		req := explanation(1, "Begonnen.")
		req.RequestId = ids.New()
		first := r.say(t, req)
		require.True(t, proto.Equal(first, r.say(t, req)))
		require.Len(t, r.toldExplanations(t), 1)

		other := explanation(2, "Begonnen.")
		other.RequestId = req.GetRequestId()
		_, err := r.said.CreateFigureExplanation(r.as(t, manager), other)
		requireFault(t, err, codes.AlreadyExists, "REQUEST_ID_REUSED")
		_, err = r.said.CreateFigureExplanation(r.as(t, manager), explanation(1, "Iets anders."))
		requireFault(t, err, codes.AlreadyExists, "EXPLANATION_EXISTS")
		require.Len(t, r.listExplanations(t), 1)
	})
}

func TestExplanationThatWasTakenBackMayBeGivenAgain(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		first := r.say(t, explanation(1, "Begonnen."))
		_, err := r.correct(t, first.GetId(), first.GetEtag(), "")
		require.NoError(t, err)
		again := explanation(1, "Toch.")
		again.RequestId = ids.New()
		second := r.say(t, again)
		require.Equal(t, first.GetId(), second.GetId(), "one of a quarter")
		require.Equal(t, "3", second.GetEtag())
		require.True(t, proto.Equal(second, r.say(t, again)), "a second delivery")
		require.Len(t, r.toldExplanations(t), 3)
	})
}

func TestOneOfManyAtTheSameTimeSaysSomething(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		const callers = 8
		ctx, errs := r.as(t, manager), make([]error, callers)
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() { _, errs[i] = r.said.CreateFigureExplanation(ctx, explanation(1, strings.Repeat("a", i+1))) })
		}
		all.Wait()
		made := 0
		for _, err := range errs {
			if err == nil {
				made++
				continue
			}
			requireFault(t, err, codes.AlreadyExists, "EXPLANATION_EXISTS")
		}
		require.Equal(t, 1, made)
		require.Len(t, r.toldExplanations(t), 1)
	})
}

func TestExplanationThatCannotBeIsRefusedAndChangesNothing(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		create := func(change func(*reportingv1.CreateFigureExplanationRequest)) error {
			req := explanation(1, "Goed.")
			change(req)
			_, err := r.said.CreateFigureExplanation(r.as(t, manager), req)
			return err
		}
		invalid := codes.InvalidArgument
		for reason, change := range map[string]func(*reportingv1.CreateFigureExplanationRequest){
			"text: PERSONAL_DATA_SUSPECTED": func(m *reportingv1.CreateFigureExplanationRequest) { m.Text = "Bel 06-12345678." },
			"text: TEXT_MISSING":            func(m *reportingv1.CreateFigureExplanationRequest) { m.Text = " \n" },
			"text: STRING_MAX_LEN":          func(m *reportingv1.CreateFigureExplanationRequest) { m.Text = strings.Repeat("a", 2001) },
			"quarter: INT32_GTE_LTE":        func(m *reportingv1.CreateFigureExplanationRequest) { m.Quarter = 5 },
			"text: TEXT_INVALID":            func(m *reportingv1.CreateFigureExplanationRequest) { m.Text = "a\x00b" },
		} {
			requireFault(t, create(change), invalid, reason)
		}
		for name, change := range map[string]func(*reportingv1.CreateFigureExplanationRequest){
			"an unknown indicator":        func(m *reportingv1.CreateFigureExplanationRequest) { m.Indicator = "absent" },
			"one to steer by":             func(m *reportingv1.CreateFigureExplanationRequest) { m.Indicator = "active-volunteers" },
			"a year without this account": func(m *reportingv1.CreateFigureExplanationRequest) { m.Year = 2021 },
		} {
			err := create(change)
			require.Error(t, err, name)
			requireFault(t, err, codes.NotFound, "INDICATOR_NOT_FOUND")
		}
		require.Empty(t, r.listExplanations(t))

		made := r.say(t, explanation(1, "Goed."))
		_, err := r.correct(t, made.GetId(), "", "Mail anna@example.nl of bel 0612345678.")
		requireFault(t, err, invalid, "figure_explanation.text: PERSONAL_DATA_SUSPECTED")
		_, err = r.correct(t, made.GetId(), "7", "Beter.")
		requireFault(t, err, codes.Aborted, "ETAG_MISMATCH")
		_, err = r.correct(t, ids.New(), "", "Beter.")
		requireFault(t, err, codes.NotFound, "EXPLANATION_NOT_FOUND")
		_, err = r.said.UpdateFigureExplanation(r.as(t, manager), &reportingv1.UpdateFigureExplanationRequest{
			FigureExplanation: &reportingv1.FigureExplanationRecord{Id: made.GetId()},
			UpdateMask:        &fieldmaskpb.FieldMask{Paths: []string{"colour"}},
		})
		requireFault(t, err, invalid, "update_mask.paths[0]: FIELD_UNKNOWN")
		require.True(t, proto.Equal(made, r.listExplanations(t)[0]))
		require.Len(t, r.toldExplanations(t), 1)
	})
}

func TestExplanationsAreForTheManagerAlone(t *testing.T) {
	onEngines(t, func(t *testing.T, r *rig) {
		for role, want := range map[string]codes.Code{
			nobody: codes.Unauthenticated, staff: codes.PermissionDenied, "municipality": codes.PermissionDenied,
			coordinator: codes.PermissionDenied,
		} {
			for name, call := range map[string]func(context.Context) error{
				"create": func(ctx context.Context) error {
					_, err := r.said.CreateFigureExplanation(ctx, explanation(1, "Goed."))
					return err
				},
				"update": func(ctx context.Context) error {
					_, err := r.said.UpdateFigureExplanation(ctx, &reportingv1.UpdateFigureExplanationRequest{
						FigureExplanation: &reportingv1.FigureExplanationRecord{Id: "a"},
					})
					return err
				},
				"list": func(ctx context.Context) error {
					_, err := r.said.ListFigureExplanations(ctx, &reportingv1.ListFigureExplanationsRequest{Year: 2022})
					return err
				},
			} {
				require.Equal(t, want.String(), status.Code(call(r.as(t, role))).String(), "%s by %s", name, role)
			}
		}
		list, err := store.Reading(r.db.Read()).Explanations(t.Context(), 2022)
		require.NoError(t, err)
		require.Empty(t, list)
	})
}
