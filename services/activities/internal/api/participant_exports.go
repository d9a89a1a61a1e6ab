package api

import (
	"context"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	processingv1 "github.com/deschoor/meedoen/proto/meedoen/processing/v1"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// ExportParticipant answers everything that is kept about a person. It is in the log first, and so in the export.
func (s *Participants) ExportParticipant(
	ctx context.Context, req *activitiesv1.ExportParticipantRequest,
) (*activitiesv1.ParticipantExport, error) {
	in := store.Reading(s.DB.Read())
	row, err := in.Participant(ctx, req.GetParticipantId())
	if err != nil {
		return nil, err
	}
	p, _, err := s.openOne(ctx, row)
	if err != nil {
		return nil, err
	}
	aliases, err := in.Aliases(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	if err := s.logRead(ctx, everything, p.ID); err != nil {
		return nil, err
	}
	export := &activitiesv1.ParticipantExport{
		Participant: encodeParticipant(p), MergedIds: aliases, LogSubject: s.Privacy.Logged(p.ID),
		CreateTime: timestamppb.New(s.now()),
	}
	if err := addParticipation(ctx, in, p.ID, export); err != nil {
		return nil, err
	}
	for _, id := range append([]string{p.ID}, aliases...) {
		lines, err := s.linesAbout(ctx, id)
		if err != nil {
			return nil, err
		}
		export.ProcessingLines = append(export.ProcessingLines, lines...)
	}
	return export, nil
}

// linesAbout answers all lines about a participant, without who acted: that is not the person's own data.
func (s *Participants) linesAbout(ctx context.Context, id string) (all []*processingv1.ProcessingLine, err error) {
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
