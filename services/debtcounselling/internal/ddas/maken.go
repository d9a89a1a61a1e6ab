package ddas

// Traject answers what is delivered of a trajectory. What would go on after its end, ends with it.
func (d Dossier) Traject() Traject {
	t := Traject{
		Startdatum: d.Aanmelding.String(), Einddatum: d.Einde.String(), Toekenningsdatum: d.toegekend().String(),
		Gemeentecode: d.Gemeentecode, InformatieEnAdvies: d.phase(InformatieEnAdvies), Stabilisatie: d.phase(Stabilisatie),
		Nazorg: d.phase(Nazorg), Schuldregeling: d.schuldregeling(), Oplossing: d.oplossing(), Intake: d.intake(),
		Crisisinterventies: datums(d.Crisisinterventies, d.Einde), Voorzieningen: datums(d.Voorzieningen, d.Einde),
		Begeleiding: d.begeleiding(), Moratoria: d.moratoria(),
	}
	reported := Periode{d.Aanmelding, d.fase(Aanmelding).Eind}.tot(d.Einde)
	t.Aanmelding = &aanmelding{Datums: reported.datums(), Crisisinterventie: d.Crisis}
	for _, p := range d.Clienten {
		t.Client = append(t.Client, p.client())
	}
	if !d.PlanVanAanpak.IsZero() {
		t.PlanVanAanpak = &planVanAanpak{d.PlanVanAanpak.String()}
	}
	if !d.Einde.IsZero() {
		// The model has the end three times, and asks for the same date.
		t.Uitstroom = &uitstroom{Datum: d.Einde.String(), DatumBeeindigingsbeschikking: d.Einde.String(), Reden: d.Reden}
	}
	t.Schulden, t.TotaalSchuldbedrag = d.schulden()
	return t
}

func (d Dossier) phase(f Fase) *Datums {
	p := d.fase(f)
	if !p.is() {
		return nil
	}
	dates := p.tot(d.Einde).datums()
	return &dates
}

// intake ends where it was decided on admission: the model takes the decision for the end.
func (d Dossier) intake() *intake {
	dates := d.phase(Intake)
	if dates == nil && d.BeschikkingDatum.IsZero() {
		return nil
	}
	in := &intake{Beschikkingsdatum: d.BeschikkingDatum.String(), Beschikkingssoort: d.Beschikking}
	if dates != nil {
		in.Datums = *dates
	}
	if !d.BeschikkingDatum.IsZero() {
		in.Einddatum = in.Beschikkingsdatum
	}
	return in
}

// schuldregeling was forced on creditors only where it was agreed to: a forced agreement counts as one.
func (d Dossier) schuldregeling() *schuldregeling {
	p := d.fase(Schuldregeling)
	if !p.is() && d.Regeling == (Regeling{}) {
		return nil
	}
	if p.Start.IsZero() {
		p.Start = d.Regeling.Ingediend
	}
	return &schuldregeling{
		Datum: p.Start.String(), Toegekend: d.toegekend().String(), Afgewezen: d.Regeling.Afgewezen.String(),
		Ingetrokken: d.Regeling.Ingetrokken.String(), Dwangakkoord: d.Regeling.Dwangakkoord && !d.toegekend().IsZero(),
		DatumVerzoekDwangakkoord: d.Regeling.VerzoekDwangakkoord.String(),
	}
}

// oplossing is the phase, or where that was not recorded as it went, the period in which a settlement is paid.
func (d Dossier) oplossing() *oplossing {
	dates := d.phase(Oplossing)
	if dates == nil && d.Uitvoering.is() {
		paid := d.Uitvoering.tot(d.Einde).datums()
		dates = &paid
	}
	if dates == nil {
		return nil
	}
	return &oplossing{Datums: *dates, Soort: d.Soort, VTLB: eurosPointer(d.VTLB)}
}

func (d Dossier) begeleiding() (all []begeleiding) {
	var list []Begeleiding
	for _, b := range d.Begeleiding {
		if !b.na(d.Einde) {
			list = append(list, Begeleiding{b.Soort, b.tot(d.Einde)})
		}
	}
	for _, b := range Samenvoegen(list) {
		all = append(all, begeleiding{b.Soort, b.datums()})
	}
	return all
}

func (d Dossier) moratoria() (all []moratorium) {
	for _, m := range d.Moratoria {
		one := moratorium{DatumAanvraag: m.Aanvraag.String(), DatumGoedkeuring: m.Goedkeuring.String()}
		if m.is() && !m.na(d.Einde) {
			one.Datums = m.tot(d.Einde).datums()
		}
		all = append(all, one)
	}
	return all
}

// schulden answers the debts and their sum: of the amounts in cents, rounded once.
func (d Dossier) schulden() (all []schuld, sum *int64) {
	var cents int64
	for _, s := range d.Schulden {
		all = append(all, schuld{
			Bedrag: Euros(s.Bedrag), Peildatum: s.Peildatum.String(), Schuldsoort: s.Soort, ZakelijkeSchuld: s.Zakelijk,
			Schuldeiser: s.schuldeiser(),
		})
		cents += s.Bedrag
	}
	return all, eurosPointer(cents)
}

// schuldeiser tells of a person that is owed to a person, and nothing else: no count asks who it is, and nobody asked that person
// (AVG article 5(1)(c)).
func (s Schuld) schuldeiser() schuldeiser {
	if s.Privepersoon {
		return schuldeiser{Privepersoon: true}
	}
	return schuldeiser{
		Naam: s.Schuldeiser, NaamWeer: s.Schuldeiser, KvKNummer: s.KvKNummer, Postcode: Postcode(s.Postcode),
	}
}
