package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/processinglog"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// ExportPerson answers everything that is kept about a person. It is in the log first, and so in the export.
func (s *People) ExportPerson(
	ctx context.Context, req *volunteersv1.ExportPersonRequest,
) (*volunteersv1.PersonExport, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	in := store.Reading(s.DB.Read())
	row, err := in.Person(ctx, me.reach(req.GetPersonId()))
	if err != nil {
		return nil, err
	}
	p, keys, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	if err := s.logRead(ctx, everything, p.ID); err != nil {
		return nil, err
	}
	export := &volunteersv1.PersonExport{
		Person: encodePerson(p), LogSubject: s.Privacy.Logged(p.ID), CreateTime: timestamppb.New(s.now()),
	}
	for _, add := range s.exports() {
		if err := add(ctx, in, subject{ID: p.ID, Keys: keys}, export); err != nil {
			return nil, err
		}
	}
	export.ProcessingLines, err = processinglog.About(ctx, s.DB.Read(), s.Privacy.Logged(p.ID))
	return export, err
}

func exportEngagements(ctx context.Context, in store.Store, of subject, export *volunteersv1.PersonExport) error {
	list, err := in.EngagementsOf(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, e := range list {
		export.Engagements = append(export.Engagements, encodeEngagement(e))
	}
	steps, err := in.EngagementStepsOf(ctx, of.ID)
	for _, t := range steps {
		export.EngagementTransitions = append(export.EngagementTransitions, encodeEngagementTransition(t))
	}
	return err
}

func exportAssignments(ctx context.Context, in store.Store, of subject, export *volunteersv1.PersonExport) error {
	list, err := in.AssignmentsOfPerson(ctx, of.ID)
	if err != nil {
		return err
	}
	for _, a := range list {
		export.Assignments = append(export.Assignments, encodeAssignment(a))
	}
	steps, err := in.AssignmentStepsOf(ctx, of.ID)
	for _, t := range steps {
		export.AssignmentTransitions = append(export.AssignmentTransitions, encodeAssignmentTransition(t))
	}
	return err
}
