(** Tactics for finitely many cases, for closed claims, and for differences of two sides as products. *)

Require Export DepthcertProofs.

(** Every case of an integer variable in a finite range. *)
Ltac each d a b tac :=
  let last := eval vm_compute in (a =? b)%Z in
  lazymatch last with
  | true => replace d with a in * by lia; tac
  | false =>
      let next := eval vm_compute in (a + 1)%Z in
      destruct (Z.eq_dec d a) as [->|]; [tac | assert (next <= d)%Z by lia; each d next b tac]
  end.

Ltac evaluate z := let v := eval vm_compute in z in
  tryif constr_eq z v then fail else change z with v.

Ltac numbers :=
  repeat match goal with
  | |- context [powerRZ _ ?z] => evaluate z
  | |- context [Rpower ?b (IZR ?z)] => evaluate z
  | |- context [harmonic_dim ?d ?n] => evaluate d
  | |- context [harmonic_dim ?d ?n] => evaluate n
  end;
  repeat match goal with
  | |- context [binomial (Zpos ?a) (Zpos ?b)] =>
      let p := eval vm_compute in (rising (Zpos a - Zpos b + 1) (Pos.to_nat b)) in
      let q := eval vm_compute in (rising 1 (Pos.to_nat b)) in
      rewrite (binomial_number (Zpos a) (Zpos b) p q) by first [lia | vm_compute; reflexivity]
  | |- context [gamma_half (Zpos ?a)] =>
      let g := eval cbv -[Rmult Rdiv sqrt PI IZR INR] in (gamma_half (Zpos a)) in change (gamma_half (Zpos a)) with g
  end;
  rewrite ?INR_IZR_INZ; cbn [Z.of_nat Pos.of_succ_nat Pos.succ];
  repeat match goal with
  | |- context [harmonic_dim ?d ?n] =>
      let a := eval vm_compute in ((2 * n + d - 2) * rising n (Z.to_nat (d - 2)))%Z in
      let b := eval vm_compute in (n * rising 1 (Z.to_nat (d - 2)))%Z in
      rewrite (harmonic_dim_number d n a b) by first [lia | vm_compute; reflexivity]
  end.

Ltac closed_case :=
  repeat match goal with |- _ /\ _ => split end; numbers; rewrite ?Rmax_abs, ?Rmin_abs;
  lazymatch goal with
  | |- IZR _ = IZR _ => apply close_integers; split; interval with (i_prec 120)
  | |- _ => first [lra | interval with (i_prec 120) | sign]
  end.

(** An inequality whose difference of sides is the product e. *)
Ltac factors :=
  lazymatch goal with
  | |- 0 <= _ * _ => first [ solve [apply Rmult_le_pos; factors] | solve [sign] | inequality ]
  | |- 0 < _ * _ => first [ solve [apply Rmult_lt_0_compat; factors] | solve [sign] | inequality ]
  | |- 0 <= _ / _ => apply quotient_nonneg; factors
  | |- 0 < _ / _ => apply Rdiv_lt_0_compat; factors
  | |- 0 < / _ => apply Rinv_0_lt_compat; factors
  | |- _ => first [ lra | solve [known; lra] | solve [sign] | inequality ]
  end.

Ltac by_factors e :=
  flip;
  lazymatch goal with
  | |- ?a <= ?b => apply le_by_difference; replace (b - a) with e by equation
  | |- ?a < ?b => apply lt_by_difference; replace (b - a) with e by equation
  end;
  factors.

Ltac by_abs e f :=
  flip; apply Rabs_le; split;
  [ apply le_by_difference; lazymatch goal with |- 0 <= ?d => replace d with e by ring end; factors
  | apply le_by_difference; lazymatch goal with |- 0 <= ?d => replace d with f by ring end; factors ].
