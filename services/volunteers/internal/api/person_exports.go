package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// ExportPerson answers everything that is kept about a person. It is in the log first, and so in the export.
func (s *People) ExportPerson(
	ctx context.Context, req *volunteersv1.ExportPersonRequest,
) (*volunteersv1.PersonExport, error) {
	in := store.Reading(s.DB.Read())
	row, err := in.Person(ctx, req.GetPersonId())
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
	export.ProcessingLines, err = s.linesAbout(ctx, p.ID)
	return export, err
}

// linesAbout answers all lines about a person, without who acted: that is not the person's own data.
func (s *People) linesAbout(ctx context.Context, id string) (all []*processingv1.ProcessingLine, err error) {
	q := processinglog.Query{Subject: s.Privacy.Logged(id), Size: pages.Size(1000)}
	for {
		lines, err := processinglog.List(ctx, s.DB.Read(), q)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			l.Actor, l.Via = "", ""
		}
		all = append(all, lines...)
		if len(lines) < int(q.Size) {
			return all, nil
		}
		q.After = lines[len(lines)-1].GetId()
	}
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
