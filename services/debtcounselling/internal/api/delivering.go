package api

import (
	"bytes"
	"context"
	"database/sql"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/deschoor/meedoen/platform/processinglog"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/ddas"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// deliveryPage is how many trajectories are in memory at the same time, with the keys of their clients. SQLite looks up each
// parameter of a query among all before it, so that larger pages are slower.
const deliveryPage = 200

// pagesAhead is how many pages more are read, side by side, while one is written: so a delivery has the use of more than one
// processor, and takes the memory of as many pages.
const pagesAhead = 2

// delivering is one delivery on its way out.
type delivering struct {
	*Deliveries
	period  ddas.Periode
	send    func(part []byte) error
	summary *debtcounsellingv1.DeliverySummary
	text    bytes.Buffer // what was written and not sent yet: a page
	file    *ddas.Writer
}

// run writes the delivery page by page. Each page is read at one moment; between pages others write, so that a delivery takes
// nobody's time and no more memory than a few pages.
func (d *delivering) run(ctx context.Context) (err error) {
	d.file, err = ddas.NewWriter(&d.text, ddas.Kop{
		Startdatum: d.period.Start.String(), Einddatum: d.period.Eind.String(), Leverancier: d.Deliverer.Supplier,
		Aangeleverd: d.now().UTC().Format(time.RFC3339),
	}, d.Deliverer.Organisation)
	if err != nil {
		return err
	}
	err = d.snapshot(ctx, func(st store.Store) (err error) {
		d.summary.MunicipalityCodes, err = st.Municipalities(ctx, d.period.Start, d.period.Eind)
		return err
	})
	if err != nil {
		return err
	}
	for _, code := range d.summary.GetMunicipalityCodes() {
		if err := d.municipality(ctx, code); err != nil {
			return err
		}
	}
	if err := d.file.Close(); err != nil {
		return err
	}
	return sendParts(&d.text, d.send)
}

// municipality writes the levering of one municipality that is responsible.
func (d *delivering) municipality(ctx context.Context, code string) error {
	if err := d.file.Levering(); err != nil {
		return err
	}
	filter := store.DeliveryFilter{Municipality: code, First: d.period.Start, Last: d.period.Eind}
	loading, ctx := errgroup.WithContext(ctx)
	pages := make(chan chan loaded, pagesAhead)
	loading.Go(func() error {
		defer close(pages)
		return d.loadAhead(ctx, loading, filter, pages)
	})
	loading.Go(func() error {
		for page := range pages {
			select {
			case one := <-page:
				if err := d.page(ctx, one.trajectories, one.clients); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return loading.Wait()
}

// loaded is a page with who its clients are, but for those who were erased.
type loaded struct {
	trajectories []store.Delivered
	clients      map[string]domain.Client
}

// loadAhead has pages loaded side by side, and puts a place for each in line in their order. It waits while the line is full.
func (d *delivering) loadAhead(
	ctx context.Context, loading *errgroup.Group, filter store.DeliveryFilter, pages chan<- chan loaded,
) error {
	for after := ""; ; {
		var span store.DeliverySpan
		err := d.snapshot(ctx, func(st store.Store) (err error) {
			span, err = st.DeliverySpan(ctx, filter, after, deliveryPage)
			return err
		})
		if err != nil || span.Until == "" {
			return err
		}
		page := make(chan loaded, 1)
		select {
		case pages <- page:
		case <-ctx.Done():
			return ctx.Err()
		}
		loading.Go(func() error {
			trajectories, clients, err := d.load(ctx, filter, span)
			if err == nil {
				page <- loaded{trajectories, clients}
			}
			return err
		})
		after = span.Until
	}
}

// load answers the trajectories of a page, and who their clients are, but for those who were erased.
func (d *delivering) load(
	ctx context.Context, filter store.DeliveryFilter, span store.DeliverySpan,
) (page []store.Delivered, clients map[string]domain.Client, err error) {
	err = d.snapshot(ctx, func(st store.Store) error {
		page, err = st.DeliveryPage(ctx, filter, span)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	rows := map[string]store.Client{}
	for _, t := range page {
		for _, c := range t.Clients {
			rows[c.ID] = c
		}
	}
	opened, err := d.openPresent(ctx, rows)
	clients = make(map[string]domain.Client, len(opened))
	for _, c := range opened {
		if !d.BSN {
			c.BSN = "" // kept while there was a legal basis, which there is no more
		}
		clients[c.ID] = c
	}
	return page, clients, err
}

// page writes and sends a page, once it is in the processing log: a line for each client, in one transaction.
func (d *delivering) page(ctx context.Context, page []store.Delivered, clients map[string]domain.Client) error {
	var told []string
	seen := map[string]bool{}
	for _, t := range page {
		var of []domain.Client
		for _, id := range t.ClientIDs {
			c, known := clients[id]
			if !known {
				d.summary.ClientsWithoutIdentity++
				continue
			}
			of = append(of, c)
			if !personOf(c).Herkenbaar() {
				d.summary.ClientsWithoutIdentity++
			}
			if !seen[id] {
				seen[id], told = true, append(told, id)
			}
		}
		if err := d.file.Traject(dossier(t, of).Traject()); err != nil {
			return err
		}
	}
	d.summary.Trajectories += int32(len(page))
	entry := d.about(ctx, deliveryFields, told...)
	if err := d.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return processinglog.Append(ctx, tx, d.now(), entry)
	}); err != nil {
		return err
	}
	return sendParts(&d.text, d.send)
}
