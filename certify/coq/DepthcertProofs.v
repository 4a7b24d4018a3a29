(** The tactics of the generated proofs. *)

Require Export DepthcertLemmas.

(** Bounds of integer variables, as bounds of real numbers too. *)
Ltac real_bounds :=
  repeat match goal with
  | H : (?a <= ?b)%Z |- _ =>
      lazymatch goal with
      | _ : IZR a <= IZR b |- _ => fail
      | _ => assert (IZR a <= IZR b) by exact (IZR_le a b H)
      end
  end.

(** What a generated proof starts with: the parts of the conclusion one by one, each with those before it. *)
Ltac conjuncts := try (apply and_then; [ | intro; conjuncts ]).
Ltac parts := intros; real_bounds; conjuncts.

(** Goals [0 < a], [0 <= a], [a <> 0] and their like, by the signs of the parts. *)
Ltac sign :=
  lazymatch goal with
  | |- ?a > 0 => change (0 < a); sign
  | |- ?a >= 0 => apply Rle_ge; sign
  | |- _ /\ _ => split; sign
  | |- _ \/ _ => first [left; solve [sign] | right; solve [sign]]
  | |- ?a * ?b <> 0 => apply Rmult_integral_contrapositive_currified; sign
  | |- / ?a <> 0 => apply Rinv_neq_0_compat; sign
  | |- ?a / ?b <> 0 => unfold Rdiv; sign
  | |- ?a ^ ?n <> 0 => apply pow_nonzero; sign
  | |- ?a <> 0 => first [lra | apply Rgt_not_eq; sign | apply Rlt_not_eq; nra]
  | |- 0 < exp _ => apply exp_pos
  | |- 0 < PI => apply PI_RGT_0
  | |- 0 < sqrt _ => apply sqrt_lt_R0; sign
  | |- 0 < gamma_half _ => apply gamma_half_pos; lia
  | |- 0 < harmonic_dim _ _ => apply harmonic_dim_pos; nia
  | |- 0 < powerRZ _ _ => apply powerRZ_lt; sign
  | |- 0 < _ ^ _ => apply pow_lt; sign
  | |- 0 < / _ => apply Rinv_0_lt_compat; sign
  | |- 0 < _ / _ => apply Rdiv_lt_0_compat; sign
  | |- 0 < IZR (Zceil ?x) => apply Rlt_le_trans with x; [sign | apply Zceil_ub]
  | |- 0 < _ * _ => first [lra | apply Rmult_lt_0_compat; solve [sign] | nra]
  | |- 0 < _ + _ => first [lra | apply Rplus_lt_0_compat; solve [sign] | apply Rplus_lt_le_0_compat; solve [sign]
                          | apply Rplus_le_lt_0_compat; solve [sign] | nra]
  | |- 0 < sin _ => apply sin_pos; [sign | lra]
  | |- 0 < ln _ => rewrite <- ln_1; apply ln_increasing; lra
  | |- 0 < _ => first [lra | nra | interval with (i_prec 60)]
  | |- 0 <= sqrt _ => apply sqrt_pos
  | |- 0 <= Rabs _ => apply Rabs_pos
  | |- 0 <= ?a ^ 2 => apply pow2_ge_0
  | |- 0 <= exp _ => apply Rlt_le; sign
  | |- 0 <= PI => apply Rlt_le; sign
  | |- 0 <= powerRZ _ _ => apply powerRZ_le; sign
  | |- 0 <= harmonic_dim _ _ => apply Rlt_le; sign
  | |- 0 <= gamma_half _ => apply Rlt_le; sign
  | |- 0 <= _ ^ _ => apply pow_le; sign
  | |- 0 <= / _ => apply Rlt_le; sign
  | |- 0 <= _ * _ => first [lra | apply Rmult_le_pos; solve [sign] | nra]
  | |- 0 <= _ / _ => unfold Rdiv; sign
  | |- 0 <= _ + _ => first [lra | apply Rplus_le_le_0_compat; solve [sign] | nra]
  | |- 0 <= _ => first [lra | nra | interval with (i_prec 60)]
  | |- _ => first [lra | nra | interval with (i_prec 60)]
  end.

(** Brings terms to one form: Legendre polynomials of literal degree written out; dimensions of degree 0 and 1; roots of
    products, quotients, squares and literal squares; powers of one base; exp(2) as exp(1)^2. *)
Ltac normal :=
  repeat match goal with
  | |- context [harmonic_dim ?d 0] => rewrite (harmonic_dim_0 d)
  | |- context [gamma_half 1] => rewrite gamma_half_1
  | |- context [gamma_half 2] => rewrite gamma_half_2
  | |- context [harmonic_dim ?d 1] => rewrite (harmonic_dim_1 d) by lia
  | |- context [binomial ?d (?d - 1)] => rewrite (binomial_predecessor d) by lia
  | |- context [sin (PI * IZR ?m)] => rewrite (sin_whole m)
  | m : Z |- context [sin ?x ^ 2] => replace (sin x ^ 2) with (1 - cos x ^ 2) by (generalize (circle x); simpl; lra);
      rewrite (cos_half_whole m x) by field
  | |- context [binomial (?d + ?n - 1) (?d - 1) - binomial (?d + ?n - 3) (?d - 1)] =>
      rewrite <- (harmonic_dim_binomial d n) by lia
  | |- context [Rabs (?a * ?b)] => rewrite (Rabs_mult a b)
  | |- context [Rabs (?a ^ ?n)] => rewrite <- (RPow_abs a n)
  | |- context [Rabs PI] => rewrite (Rabs_pos_eq PI) by apply Rlt_le, PI_RGT_0
  | |- context [Rabs ?a] => rewrite (Rabs_pos_eq a) by lra
  | |- context [powerRZ (sqrt ?x) ?n ^ 2] => rewrite (powerRZ_root x n) by sign
  | |- context [sqrt (?a ^ 2)] => rewrite (square_root a) by sign
  | |- context [sqrt (?a * ?b)] => rewrite (sqrt_mult a b) by sign
  | |- context [sqrt (?a / ?b)] => rewrite (sqrt_div_alt a b) by sign
  | |- context [sqrt (IZR (Zpos ?p))] =>
      let r := eval vm_compute in (Z.sqrt (Zpos p)) in
      let s := eval vm_compute in (r * r)%Z in
      constr_eq s (Zpos p); replace (sqrt (IZR (Zpos p))) with (IZR r) by (symmetry; apply sqrt_lem_1; lra)
  | |- context [powerRZ ?b (?m + ?n)] => rewrite (powerRZ_add b m n) by sign
  | |- context [powerRZ ?b (2 * ?n)] => replace (2 * n)%Z with (n + n)%Z by ring
  | |- context [powerRZ ?b 1] => rewrite (powerRZ_one b)
  | |- context [exp (IZR (Zpos (xO ?p)))] => rewrite (exp_whole (xO p));
      let k := eval vm_compute in (Pos.to_nat (xO p)) in change (Pos.to_nat (xO p)) with k
  | |- context [exp (IZR (Zpos (xI ?p)))] => rewrite (exp_whole (xI p));
      let k := eval vm_compute in (Pos.to_nat (xI p)) in change (Pos.to_nat (xI p)) with k
  end.

(** The dimension as a difference of binomial coefficients, whose arguments then look the same. *)
Ltac binomials :=
  match goal with |- context [binomial _ _] => idtac end;
  repeat match goal with |- context [harmonic_dim ?d ?n] => rewrite (harmonic_dim_binomial d n) by lia end;
  repeat match goal with |- context [binomial ?a _] => match goal with |- context [binomial ?b _] =>
    tryif constr_eq a b then fail else replace a with b by lia end end.

(** Arguments of gamma that are equal look the same. *)
Ltac gammas :=
  match goal with |- context [gamma_half _] => idtac end;
  repeat match goal with |- context [harmonic_dim ?d ?n] => rewrite (harmonic_dim_gamma d n) by lia end;
  repeat match goal with |- context [gamma_half ?a] => match goal with |- context [gamma_half ?b] =>
    tryif constr_eq a b then fail else replace a with b by lia end end;
  rewrite ?minus_IZR, ?plus_IZR, ?mult_IZR.

Ltac degrees :=
  match goal with |- context [legendre _ _ _] => idtac end;
  cbv [legendre legendre_term every_other sum_f_R0 Nat.div2 Z.to_nat Pos.to_nat Pos.iter_op Nat.add Nat.sub Nat.mul fact];
  rewrite ?INR_IZR_INZ; cbn [Z.of_nat Pos.of_succ_nat Pos.succ].

(** Facts about the roots, floors, ceilings, dimensions, exponentials in the goal, for linear and polynomial arithmetic. *)
Ltac learn P tac := lazymatch goal with _ : P |- _ => fail | _ => assert P by tac end.

Ltac known :=
  repeat match goal with
  | |- context [sqrt ?x] => learn (0 <= sqrt x) ltac:(apply sqrt_pos)
  | |- context [sqrt ?x] => learn (sqrt x * sqrt x = x) ltac:(apply sqrt_sqrt; sign)
  | |- context [/ sqrt ?x] => learn (/ sqrt x * / sqrt x = / x) ltac:(apply root_inverse_square; sign)
  | _ : context [/ sqrt ?x] |- _ => learn (/ sqrt x * / sqrt x = / x) ltac:(apply root_inverse_square; sign)
  | _ : IZR ?c <= ?x |- context [sqrt ?x] => learn (sqrt (IZR c) <= sqrt x) ltac:(apply sqrt_le_1_alt; assumption)
  | _ : IZR ?c <= ?x |- context [sqrt ?x] =>
      let r := eval vm_compute in (Z.sqrt (100 * c))%Z in learn (IZR r / 10 <= sqrt x) ltac:(apply root_above; lra)
  | |- context [Zfloor ?x] => learn (IZR (Zfloor x) <= x < IZR (Zfloor x) + 1) ltac:(apply floor_bounds)
  | |- context [Zceil ?x] => learn (x <= IZR (Zceil x) < x + 1) ltac:(apply ceil_bounds)
  | n : Z |- context [Zfloor ?x] => learn (IZR n <= IZR (Zfloor x)) ltac:(apply floor_above; lra)
  | n : Z |- context [Zfloor ?x] => learn (IZR (n + 1) <= IZR (Zfloor x)) ltac:(apply floor_above; rewrite plus_IZR; lra)
  | |- context [harmonic_dim ?d ?n] => learn (1 <= harmonic_dim d n) ltac:(apply harmonic_dim_ge_1; nia)
  | |- context [harmonic_dim ?d ?n] => match goal with |- context [harmonic_dim d ?m] =>
      learn (harmonic_dim d n <= harmonic_dim d m) ltac:(apply harmonic_dim_le; lia) end
  | |- context [binomial ?a ?b] => match goal with |- context [binomial ?c b] =>
      learn (binomial a b <= binomial c b) ltac:(apply binomial_le; lia) end
  | |- context [harmonic_dim ?d (?n + 1)] => learn
      (harmonic_dim d (n + 1) * (IZR n + 1) * (2 * IZR n + IZR d - 2)
       = harmonic_dim d n * (2 * IZR n + IZR d) * (IZR n + IZR d - 2)) ltac:(apply harmonic_dim_ratio; lia)
  | _ : - / sqrt ?a <= ?x, _ : ?x <= / sqrt ?a |- _ => learn (x ^ 2 <= / a) ltac:(apply square_bound; [lra | assumption ..])
  | _ : 1 <= ?x |- context [?x ^ ?n] => learn (1 <= x ^ n) ltac:(apply pow_R1_Rle; assumption)
  | |- context [Rabs ?x] => learn (0 <= Rabs x) ltac:(apply Rabs_pos)
  | _ : ?a <= ?x, _ : ?x <= ?b |- context [Rabs ?x] => learn (Rabs x <= b) ltac:(apply Rabs_le; lra)
  | |- context [Rabs (cos ?x)] => learn (Rabs (cos x) <= 1) ltac:(apply Rabs_le, COS_bound)
  | |- context [Rabs (sin ?x)] => learn (Rabs (sin x) <= 1) ltac:(apply Rabs_le, SIN_bound)
  | |- context [exp ?x] => learn (0 < exp x) ltac:(apply exp_pos)
  | |- context [exp ?x] => learn (1 + x <= exp x) ltac:(apply exp_above_tangent)
  | |- context [exp ?x] => learn (exp x <= 1 + x + x ^ 2 / 2) ltac:(apply exp_below_parabola; sign)
  | |- context [PI] => learn (3 < PI < 22 / 7) ltac:(split; interval with (i_prec 60))
  | |- context [cos ?x] => learn (-1 <= cos x <= 1) ltac:(apply COS_bound)
  | |- context [sin ?x] => learn (-1 <= sin x <= 1) ltac:(apply SIN_bound)
  end; rewrite ?plus_IZR in *.

(** Variables under a root become squares of new variables. *)
Ltac substitute_roots :=
  repeat match goal with
  | |- context [sqrt (IZR ?x)] => is_var x;
      let s := fresh "s" in let E := fresh "E" in
      known; set (s := sqrt (IZR x)) in *; assert (E : IZR x = s * s) by (symmetry; assumption);
      rewrite E in *; clearbody s
  | |- context [sqrt ?x] => is_var x;
      let s := fresh "s" in let E := fresh "E" in
      known; set (s := sqrt x) in *; assert (E : x = s * s) by (symmetry; assumption); clearbody s; subst x
  end.

(** Products of two, three and four of the non-negative terms among the hypotheses, for [lra]. *)
Definition nonneg (level : nat) (x : R) := 0 <= x.

Ltac nonnegatives :=
  repeat match goal with
  | H : ?a <= ?b <= ?c |- _ => destruct H
  | H : ?a < ?b < ?c |- _ => destruct H
  | H : ?a <= ?b < ?c |- _ => destruct H
  | H : ?a < ?b <= ?c |- _ => destruct H
  | H : ?a >= ?b |- _ => apply Rge_le in H
  | H : ?a > ?b |- _ => apply Rgt_lt in H
  end;
  repeat match goal with
  | H : 0 <= ?a |- _ => learn (nonneg 0 a) ltac:(exact H)
  | H : 0 < ?a |- _ => learn (nonneg 0 a) ltac:(exact (Rlt_le _ _ H))
  | H : ?a <= ?b |- _ => learn (nonneg 0 (b - a)) ltac:(unfold nonneg; lra)
  | H : ?a < ?b |- _ => learn (nonneg 0 (b - a)) ltac:(unfold nonneg; lra)
  end.

Ltac multiplied i j k :=
  repeat match goal with
  | _ : nonneg i ?a, _ : nonneg j ?b |- _ =>
      lazymatch goal with
      | _ : nonneg k (a * b) |- _ => fail
      | _ : nonneg k (b * a) |- _ => fail
      | _ => assert (nonneg k (a * b)) by (apply Rmult_le_pos; assumption)
      end
  end.

(** The squares of the real variables and of their distances from the middle of their ranges count as well. *)
Ltac squares :=
  repeat match goal with
  | x : R |- _ => learn (nonneg 0 (x ^ 2)) ltac:(apply pow2_ge_0)
  | _ : ?a <= ?x, _ : ?x <= ?b |- _ => is_var x;
      learn (nonneg 0 ((2 * x - a - b) ^ 2)) ltac:(apply pow2_ge_0)
  end.

Ltac products_2 := nonnegatives; multiplied 0%nat 0%nat 1%nat; unfold nonneg in *; lra.
Ltac products_3 :=
  nonnegatives; squares; multiplied 0%nat 0%nat 1%nat; multiplied 0%nat 1%nat 2%nat; unfold nonneg in *; lra.
Ltac products_4 := nonnegatives; multiplied 0%nat 0%nat 1%nat; multiplied 1%nat 1%nat 2%nat; unfold nonneg in *; lra.

Ltac cuts tac :=
  match goal with |- context [IZR (Zceil ?x)] =>
    first [ solve [destruct (integer_cut 0 (Zceil x)); tac] | solve [destruct (integer_cut 1 (Zceil x)); tac] ]
  end.

Lemma le_by_difference a b : 0 <= b - a -> a <= b.
Proof. lra. Qed.

Lemma lt_by_difference a b : 0 < b - a -> a < b.
Proof. lra. Qed.

Lemma quotient_nonneg a b : 0 <= a -> 0 < b -> 0 <= a / b.
Proof. intros; apply Rdiv_le_0_compat; assumption. Qed.

Ltac flip :=
  lazymatch goal with
  | |- ?a >= ?b => apply Rle_ge
  | |- ?a > ?b => apply Rlt_gt
  | |- _ => idtac
  end.

(** The difference of the sides as one fraction. *)
Ltac clear_denominators :=
  lazymatch goal with
  | |- _ <= _ => apply le_by_difference
  | |- _ < _ => apply lt_by_difference
  end;
  lazymatch goal with
  | |- 0 <= ?e => field_simplify e; [ | sign ..]; try (apply quotient_nonneg; [ | solve [sign]])
  | |- 0 < ?e => field_simplify e; [ | sign ..]; try (apply Rdiv_lt_0_compat; [ | solve [sign]])
  end.

(** Inequalities by monotonicity of the operations. *)
Ltac monotone :=
  lazymatch goal with
  | |- ?a >= ?b => apply Rle_ge; monotone
  | |- exp _ <= exp _ => apply exp_le_compat; monotone
  | |- sqrt _ <= sqrt _ => apply sqrt_le_1_alt; monotone
  | |- / _ <= / _ => apply Rinv_le_contravar; [sign | monotone]
  | |- ?a <= ?a => apply Rle_refl
  | |- ?a * _ <= ?a * _ => apply Rmult_le_compat_l; [sign | monotone]
  | |- _ * ?a <= _ * ?a => apply Rmult_le_compat_r; [sign | monotone]
  | |- ?a * _ <= ?a => apply mult_le_left; [sign | leaf]
  | |- _ * ?a <= ?a => apply mult_le_right; [sign | leaf]
  | |- _ * _ <= _ * _ => first [solve [leaf] | apply Rmult_le_compat; [sign | sign | monotone | monotone]]
  | |- ?a / _ <= ?a / _ => apply Rmult_le_compat_l; [sign | monotone]
  | |- _ / ?a <= _ / ?a => apply Rmult_le_compat_r; [sign | monotone]
  | |- ?a - _ <= ?a - _ => apply Rplus_le_compat_l, Ropp_le_contravar; monotone
  | |- ?a - _ <= ?a => apply minus_nonneg; sign
  | |- ?a <= ?a + _ => rewrite <- (Rplus_0_r a) at 1; apply Rplus_le_compat_l; sign
  | |- ?a * _ <= ?a ^ 2 => replace (a ^ 2) with (a * a) by ring; monotone
  | |- Rabs (_ * _) <= _ => rewrite Rabs_mult; monotone
  | |- _ => leaf
  end
with leaf := first [solve [known; lra] | solve [clear_denominators; first [sign | lra]] | solve [sign]].

(** Squares of roots in products and quotients. *)
Ltac powers :=
  lazymatch goal with |- context [sqrt _] => idtac end;
  unfold Rdiv; repeat first [rewrite Rpow_mult_distr | rewrite pow_inv];
  repeat match goal with |- context [sqrt ?x ^ 2] => rewrite (root_square x) by sign end.

(** Trigonometric identities as polynomial ones, by sin^2 = 1 - cos^2. *)
Ltac circles :=
  repeat match goal with
  | |- context [sin (2 * ?x)] => rewrite (sin_2a x)
  | |- context [cos (2 * ?x)] => rewrite (cos_2a x)
  | H : context [cos (2 * ?x)] |- _ => rewrite (cos_2a x) in H
  | |- context [tan ?x] => unfold tan
  end;
  repeat match goal with
  | |- context [sin ?x] => learn (sin x ^ 2 = 1 - cos x ^ 2) ltac:(generalize (circle x); simpl; lra)
  | |- context [cos ?x] => learn (sin x ^ 2 = 1 - cos x ^ 2) ltac:(generalize (circle x); simpl; lra)
  end.

Ltac trigonometric :=
  lazymatch goal with |- context [cos _] => idtac | |- context [sin _] => idtac end;
  circles;
  field_simplify_eq;
  [ | repeat split; first [assumption | match goal with H : _ <> 0 |- _ => intro; apply H; lra end] ..];
  lazymatch goal with
  | E : _ ^ 2 = 1 - _, F : _ ^ 2 = 1 - _ |- _ => ring [E F]
  | E : _ ^ 2 = 1 - _ |- _ => ring [E]
  end.

Ltac equation :=
  normal; first
  [ lra | ring | (field; sign)
  | (substitute_roots; first [ring | (field; sign)])
  | trigonometric
  | (powers; field; sign)
  | (known; field_simplify_eq; [lra | sign ..])
  | (cases; first [lra | (known; lra) | (known; exfalso; products_2)]) ]
with cases :=
  unfold Rmax, Rmin, Rabs;
  repeat match goal with
  | |- context [Rle_dec ?a ?b] => let H := fresh in destruct (Rle_dec a b) as [H|H]; [ | apply Rnot_le_lt in H ]
  | |- context [Rcase_abs ?a] => destruct (Rcase_abs a)
  end.

Ltac bisect :=
  rewrite ?Rmax_abs, ?Rmin_abs;
  first [ interval with (i_prec 60) | match goal with x : R |- _ => solve [interval with (i_bisect x, i_depth 12, i_prec 60)
                                               | interval with (i_bisect x, i_autodiff x, i_prec 60)] end ].

(** Variables, floors and ceilings as their lower bounds plus something >= 0; then all coefficients are >= 0. *)
Ltac shifted a c := (* a >= c *)
  let y := fresh "y" in let P := fresh in let E := fresh in
  assert (P : 0 <= a - c) by lra; assert (E : a = c + (a - c)) by ring;
  rewrite E; clear E; set (y := a - c) in *; clearbody y.

Ltac shift :=
  try match goal with |- context [PI] => assert (3 < PI) by interval with (i_prec 60); shifted PI 3 end;
  try match goal with |- context [exp 1] => assert (27 / 10 < exp 1) by interval with (i_prec 60); shifted (exp 1) (27 / 10) end;
  repeat match goal with |- context [IZR (Zfloor ?x)] => shifted (IZR (Zfloor x)) (x - 1) end;
  repeat match goal with
  | _ : IZR ?c <= IZR ?x |- context [IZR ?x] => is_var x; tryif constr_eq c 0%Z then fail else shifted (IZR x) (IZR c)
  | _ : ?c <= ?x |- context [?x] => is_var x; tryif constr_eq c 0 then fail else shifted x c
  end.

(** Inequalities between roots of products and quotients, squared. *)
Ltac squared :=
  apply le_by_squares; [sign|]; powers;
  first [lra | clear_denominators; first [solve [sign] | assert (3 < PI) by interval with (i_prec 60); nra]].

Ltac absolute :=
  lazymatch goal with |- context [Rabs _] => idtac end;
  rewrite <- ?Rabs_mult; cases; first [lra | products_2].

Ltac inequality :=
  flip; normal; first
  [ lra
  | solve [known; lra]
  | solve [absolute]
  | solve [monotone]
  | solve [squared]
  | solve [clear_denominators; known; lra]
  | solve [cases; known; lra]
  | solve [known; cuts lra]
  | bisect
  | solve [substitute_roots; known; try (apply le_by_difference); shift; match goal with |- 0 <= ?e => ring_simplify e end; sign]
  | solve [known; nra]
  | solve [known; products_2]
  | solve [clear_denominators; known; first [nra | products_2]]
  | solve [substitute_roots; clear_denominators; known; first [nra | products_2]]
  | solve [cases; known; first [nra | products_3]]
  | solve [known; products_3]
  | solve [known; products_4] ].

Ltac relation :=
  lazymatch goal with
  | |- @eq R _ _ => first [equation | (normal; gammas; equation) | (binomials; reflexivity) | (degrees; equation)]
  | |- _ => inequality
  end.

Ltac part := first [ solve [sign] | solve [relation] ].
