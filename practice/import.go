package practice

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"brobygger/chat"
)

// ImportedContact is one line of a list of contacts, as somebody wrote it.
// Company, Name and Phone must be there; what is empty beside them stays as it is.
type ImportedContact struct {
	Company, Name, Phone string
	CVR, PNumber         string
	Industry             string // id, or name in Danish or English
	Municipality         string
	Address              string
	Network              string // id or name
	Account              string // as [chat.Account.String] writes it
}

// ImportContact remembers a company and whom to call there; with an account,
// also who that is in the chat. A company is known by its CVR number, else by
// its name, and what the line says takes the place of what was known.
//
// The same line again saves nothing. Neither does a line with something wrong
// in it: the error then says all of it in sentences for the operator, and does
// not repeat anything that looks like a personal number.
func (t *Turn) ImportContact(c ImportedContact) error {
	c, account, err := t.readImported(c)
	if err != nil {
		return err
	}
	who, err := t.importedPerson(account)
	if err != nil {
		return err
	}
	company, err := t.importedCompany(c, who)
	if err != nil {
		return err
	}
	if who != nil && who.Company != "" && who.Company != company.ID {
		return fmt.Errorf("account %s belongs to another company already; leave the account out, or let the person write \"glem mig\" to the bot first", account)
	}
	if company.fill(c, who) {
		company.Heard = t.Now
		t.Save(company)
	}
	if account == (chat.Account{}) {
		return nil
	}
	if who == nil {
		if who, err = t.person(account); err != nil {
			return err
		}
		company.fill(c, who)
		t.Save(company)
	}
	if who.fill(c, company.ID) {
		t.Save(who)
	}
	return nil
}

// readImported checks a line and brings its numbers and names into our form.
func (t *Turn) readImported(c ImportedContact) (ImportedContact, chat.Account, error) {
	var problems []error
	say := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	for _, f := range []struct {
		name  string
		value *string
		must  bool
	}{
		{"company", &c.Company, true}, {"name", &c.Name, true}, {"phone", &c.Phone, true}, {"cvr", &c.CVR, false}, {"industry", &c.Industry, false},
		{"municipality", &c.Municipality, false}, {"address", &c.Address, false}, {"network", &c.Network, false}, {"account", &c.Account, false},
	} {
		*f.value = strings.TrimSpace(*f.value)
		switch {
		case HasCPR(*f.value):
			say("%s holds what looks like a personal number (CPR); take it out of the file", f.name)
			*f.value = ""
		case f.must && *f.value == "":
			say("%s is empty; write it, or leave the line out", f.name)
		case len(*f.value) > 300:
			say("%s is longer than 300 characters; write it shorter", f.name)
		}
	}
	if len(problems) > 0 {
		return c, chat.Account{}, errors.Join(problems...)
	}
	var ok bool
	phone := c.Phone
	if c.Phone, ok = ParsePhone(phone); !ok {
		say("phone %q cannot be a phone number; write eight digits, or + and the country code", phone)
	}
	if c.CVR != "" {
		cvr, problem := ParseCVR(c.CVR)
		switch problem {
		case ProblemCVRLength:
			say("cvr %q cannot be a CVR number; write its eight digits, or nothing", c.CVR)
		case ProblemCVRCheck:
			say("cvr %q is no company's number, for its digits do not add up; look for a typo, or write nothing", c.CVR)
		}
		c.CVR = cvr
	}
	if c.PNumber = strings.TrimSpace(c.PNumber); c.PNumber != "" {
		number, problem := ParsePNumber(c.PNumber)
		if problem != "" {
			say("pnumber is not ten digits that begin with 10; write them, or nothing")
		}
		c.PNumber = number
	}
	if c.Industry != "" {
		id, ok := t.Catalogue.industryNamed(c.Industry)
		if !ok {
			say("industry %q is not in the catalogue; write one of %s", c.Industry, strings.Join(t.Catalogue.industryIDs(), ", "))
		}
		c.Industry = id
	}
	if c.Network != "" {
		id, ok := t.networkNamed(c.Network)
		if !ok {
			say("network %q is not in the settings; write the id or the name of one that is", c.Network)
		}
		c.Network = id
	} else if len(t.Settings.Networks) == 1 {
		c.Network = t.Settings.Networks[0].ID
	}
	var account chat.Account
	if c.Account != "" {
		var err error
		if account, err = chat.ParseAccount(c.Account); err != nil {
			say("account %q: write platform/workspace/user", c.Account)
		}
	}
	return c, account, errors.Join(problems...)
}

// importedCompany finds the line's company among those known and those this
// turn has made, or makes it. Of several with one name and no number to tell
// them apart it is the one where who, or somebody of the contact's name, is.
func (t *Turn) importedCompany(c ImportedContact, who *Person) (*Company, error) {
	if c.CVR != "" {
		known, err := list[Company](t, Query{Name: "cvr", From: c.CVR})
		if err != nil {
			return nil, err
		}
		if len(known) > 0 {
			return known[0], nil
		}
	}
	known, err := list[Company](t, Query{Name: "name", From: nameTerm(c.Company)})
	if err != nil {
		return nil, err
	}
	for _, r := range t.dirty {
		if made, ok := r.(*Company); ok && !slices.Contains(known, made) {
			known = append(known, made)
		}
	}
	for _, k := range known {
		if c.CVR != "" && k.CVR == c.CVR {
			return k, nil
		}
	}
	known = slices.DeleteFunc(known, func(k *Company) bool {
		return nameTerm(k.Name) != nameTerm(c.Company) || c.CVR != "" && k.CVR != ""
	})
	for _, k := range known {
		if len(known) == 1 || who != nil && who.Company == k.ID || who == nil && k.importedContact(c, nil) != nil {
			return k, nil
		}
	}
	if len(known) > 1 {
		return nil, fmt.Errorf("%d companies are called %q; write the CVR number of the one that is meant", len(known), c.Company)
	}
	return &Company{ID: t.newID("c"), Name: c.Company, Since: t.Now}, nil
}

// importedPerson gives the person of an account, nil when nobody has it yet.
func (t *Turn) importedPerson(a chat.Account) (*Person, error) {
	if a == (chat.Account{}) {
		return nil, nil
	}
	l, ok, err := get[Link](t, a.String())
	if err != nil || !ok {
		return nil, err
	}
	who, _, err := get[Person](t, l.Person)
	return who, err
}

// fill takes over what the line says and reports whether anything is new.
func (c *Company) fill(in ImportedContact, who *Person) (changed bool) {
	for _, f := range []struct {
		to *string
		v  string
	}{{&c.CVR, in.CVR}, {&c.PNumber, in.PNumber}, {&c.Industry, in.Industry}, {&c.Municipality, in.Municipality}, {&c.Address, in.Address}} {
		changed = put(f.to, f.v) || changed
	}
	k := c.importedContact(in, who)
	if k == nil {
		c.Contacts = append(c.Contacts, Contact{})
		k = &c.Contacts[len(c.Contacts)-1]
	}
	changed = put(&k.Name, in.Name) || changed
	changed = put(&k.Phone, in.Phone) || changed
	if who != nil {
		changed = put(&k.Person, who.ID) || changed
	}
	return changed
}

// importedContact finds the line's contact: by who it is, by name, by number.
func (c *Company) importedContact(in ImportedContact, who *Person) *Contact {
	for _, same := range []func(Contact) bool{
		func(k Contact) bool { return who != nil && k.Person == who.ID },
		func(k Contact) bool { return strings.EqualFold(k.Name, in.Name) && (who == nil || k.Person == "") },
		func(k Contact) bool { return k.Name == "" && k.Phone == in.Phone && (who == nil || k.Person == "") },
	} {
		if i := slices.IndexFunc(c.Contacts, same); i >= 0 {
			return &c.Contacts[i]
		}
	}
	return nil
}

func (p *Person) fill(in ImportedContact, company string) (changed bool) {
	changed = put(&p.Name, in.Name)
	changed = put(&p.Phone, in.Phone) || changed
	changed = put(&p.Network, in.Network) || changed
	return put(&p.Company, company) || changed
}

func put(to *string, v string) (changed bool) {
	if v == "" || *to == v {
		return false
	}
	*to = v
	return true
}

func (c *Catalogue) industryIDs() (ids []string) {
	for _, in := range c.industries {
		ids = append(ids, in.ID)
	}
	return ids
}

func (c *Catalogue) industryNamed(name string) (id string, ok bool) {
	for _, in := range c.industries {
		if strings.EqualFold(in.ID, name) || strings.EqualFold(in.DA, name) || strings.EqualFold(in.EN, name) {
			return in.ID, true
		}
	}
	return "", false
}

func (p *Practice) networkNamed(name string) (id string, ok bool) {
	for _, n := range p.Settings.Networks {
		if strings.EqualFold(n.ID, name) || strings.EqualFold(n.Name, name) {
			return n.ID, true
		}
	}
	return "", false
}
