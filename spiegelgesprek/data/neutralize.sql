-- A copy of the database knows no clients.
UPDATE spiegelgesprek_participant
   SET name = NULL,
       alias = NULL,
       email = NULL,
       phone = NULL,
       address = NULL,
       lang = NULL,
       relation = NULL,
       age_band = NULL,
       contact_channel = NULL,
       contact_caution = NULL,
       recruiter_id = NULL,
       independence_reason = NULL,
       independence_date = NULL
 WHERE ring = 'inner';
