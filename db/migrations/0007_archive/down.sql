alter table tournaments drop column archive;
