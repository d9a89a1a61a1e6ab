package api

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/requestid"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// record records all outputs, or none.
func (s *Outputs) record(
	ctx context.Context, requests []*activitiesv1.CreateOutputRequest, place func(int) string,
) ([]domain.Output, error) {
	now := s.now()
	by := recorder(ctx)
	list := make(entries[domain.Output], len(requests))
	for i, r := range requests {
		list[i] = decodeOutput(r, place(i), by, now)
	}
	return s.recording.record(ctx, s.Deps, noun[domain.Output]{
		scope: "CreateOutput", field: "output", rules: s.rules,
		insert: store.Store.InsertOutputs, byID: store.Store.OutputsByID, saved: events.OutputSaved,
	}, list)
}

func decodeOutput(r *activitiesv1.CreateOutputRequest, place, by string, now time.Time) entry[domain.Output] {
	m := r.GetOutput()
	var d dates
	output := domain.Output{
		ID: ids.New(), Kind: enums.Text(m.GetKind()), Occasion: decodeOccasion(m, &d),
		RepairCategory: enums.Text(m.GetRepairCategory()), RepairOutcome: enums.Text(m.GetRepairOutcome()),
		ActSetting: enums.Text(m.GetActSetting()), InitiativeID: m.GetInitiativeId(), Name: m.GetDisplayName(),
		Recorder: by, Version: 1, Created: now, Updated: now,
	}
	for _, p := range m.GetPartners() {
		output.Partners = append(output.Partners, enums.Text(p))
	}
	return entry[domain.Output]{
		value: output, place: place, broken: d.broken,
		claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: output.ID, Path: join(place, "request_id"),
		},
	}
}

// rules answers the rules of outputs, with what they speak of.
func (s *Outputs) rules(ctx context.Context, st store.Store, outputs []domain.Output) (rules[domain.Output], error) {
	occasions := make([]domain.Occasion, len(outputs))
	initiativeIDs := map[string]bool{}
	for i, o := range outputs {
		occasions[i] = o.Occasion
		if o.InitiativeID != "" {
			initiativeIDs[o.InitiativeID] = true
		}
	}
	registers, err := s.look(ctx, st, occasions)
	if err != nil {
		return rules[domain.Output]{}, err
	}
	initiatives, err := st.InitiativesByID(ctx, initiativeIDs)
	if err != nil {
		return rules[domain.Output]{}, err
	}
	return rules[domain.Output]{check: func(o *domain.Output) []fault.Field {
		return o.Check(registers(o.Occasion, o.Created), found(initiatives, o.InitiativeID))
	}}, nil
}
