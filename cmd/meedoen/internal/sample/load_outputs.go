package sample

import (
	"context"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func (l *loader) addContacts(ctx context.Context) error {
	if err := inBatches(ctx, l, "contacts", l.year.Contacts, l.contact, l.sendContacts); err != nil {
		return err
	}
	return oneByOne(ctx, l, "correct contacts", l.year.ContactCorrections, l.contactCorrection,
		l.Contacts.CreateContactCorrection)
}

func (l *loader) sendContacts(
	ctx context.Context, list []*activitiesv1.CreateContactRequest,
) ([]*activitiesv1.Contact, error) {
	added, err := call(ctx, l.Contacts.BatchCreateContacts, &activitiesv1.BatchCreateContactsRequest{Requests: list})
	return added.GetContacts(), err
}

func (l *loader) contact(c Contact) *activitiesv1.CreateContactRequest {
	m := &activitiesv1.Contact{
		ProgrammeId: l.programmes[c.Programme], Date: c.Date.String(), PartOfDay: c.Part, Channel: c.Channel,
		GroupSize: c.People, LocationId: l.locations[c.Location],
	}
	if c.Wijk != "" {
		m.WijkCode, m.WijkYear = c.Wijk, CalendarYear
	}
	return &activitiesv1.CreateContactRequest{RequestId: c.RequestID, Contact: m}
}

func (l *loader) contactCorrection(c ContactCorrection) *activitiesv1.CreateContactCorrectionRequest {
	return &activitiesv1.CreateContactCorrectionRequest{
		RequestId: c.RequestID, ContactId: l.ids.of(c.Contact),
		Correction: &activitiesv1.ContactCorrection{
			GroupSize: c.People, Channel: c.Channel, Withdrawn: c.Withdrawn, Reason: c.Reason,
		},
	}
}

// addOutputs adds the initiatives first, which outputs are of.
func (l *loader) addOutputs(ctx context.Context) error {
	if err := oneByOne(ctx, l, "add initiatives", l.year.Initiatives, l.initiative,
		l.Initiatives.CreateInitiative); err != nil {
		return err
	}
	err := inBatches(ctx, l, "outputs", l.year.Outputs, l.output,
		func(ctx context.Context, list []*activitiesv1.CreateOutputRequest) ([]*activitiesv1.Output, error) {
			in := &activitiesv1.BatchCreateOutputsRequest{Requests: list}
			added, err := call(ctx, l.Outputs.BatchCreateOutputs, in)
			return added.GetOutputs(), err
		})
	if err != nil {
		return err
	}
	return oneByOne(ctx, l, "correct outputs", l.year.OutputCorrections, l.outputCorrection,
		l.Outputs.CreateOutputCorrection)
}

func (l *loader) initiative(i Initiative) *activitiesv1.CreateInitiativeRequest {
	return &activitiesv1.CreateInitiativeRequest{
		RequestId: i.RequestID,
		Initiative: &activitiesv1.Initiative{
			DisplayName: i.Name, OwnerGroup: i.Owner, ProgrammeId: l.programmes["buurtkracht"],
			WijkCode: i.Wijk, WijkYear: CalendarYear, StartDate: i.Start.String(),
		},
	}
}

func (l *loader) output(o Output) *activitiesv1.CreateOutputRequest {
	m := &activitiesv1.Output{
		Kind: o.Kind, ProgrammeId: l.programmes[o.Programme], Date: o.Date.String(), LocationId: l.locations[o.Location],
		RepairCategory: o.Category, RepairOutcome: o.Outcome, ActSetting: o.Setting,
		InitiativeId: l.ids.of(o.Initiative), DisplayName: o.Name, Partners: o.Partners,
	}
	if o.Wijk != "" {
		m.WijkCode, m.WijkYear = o.Wijk, CalendarYear
	}
	return &activitiesv1.CreateOutputRequest{RequestId: o.RequestID, Output: m}
}

func (l *loader) outputCorrection(c OutputCorrection) *activitiesv1.CreateOutputCorrectionRequest {
	return &activitiesv1.CreateOutputCorrectionRequest{
		RequestId: c.RequestID, OutputId: l.ids.of(c.Output),
		Correction: &activitiesv1.OutputCorrection{
			RepairOutcome: c.Outcome, ActSetting: c.Setting, Withdrawn: c.Withdrawn, Reason: c.Reason,
		},
	}
}
